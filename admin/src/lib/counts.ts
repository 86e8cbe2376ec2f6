import { useQuery } from '@tanstack/react-query';
import { api } from './api';
import { keys } from './query-keys';
import type { Counts } from './wire';

/** How many dialogs each tab of the inbox holds. */
export function useCounts() {
  return useQuery({ queryKey: keys.counts, queryFn: () => api.get<Counts>('/dialogs/counts') });
}
