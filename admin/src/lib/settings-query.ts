import { queryOptions } from '@tanstack/react-query';
import { api } from '@/lib/api';
import { keys } from '@/lib/query-keys';
import type { Settings, SettingsPatch } from '@/lib/wire';

/** What is used changes with every answer; nobody pushes it. */
const LOOK_AGAIN_MS = 120_000;

export const settingsQuery = queryOptions({
  queryKey: keys.settings,
  queryFn: () => api.get<Settings>('/settings'),
  refetchInterval: LOOK_AGAIN_MS,
});

export const patchSettings = (body: SettingsPatch) => api.patch<Settings>('/settings', body);
