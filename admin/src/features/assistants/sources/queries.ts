import { queryOptions } from '@tanstack/react-query';
import { api } from '@/lib/api';
import { keys } from '@/lib/query-keys';
import type { ListPage, Source, SourceIn, SourcePage } from '@/lib/wire';
import { at } from '../queries';

/** A big PDF is read before the answer comes. */
const UPLOAD_MS = 120_000;
const WHILE_RUNNING_MS = 2_000;

const place = (assistant: string, source?: number) =>
  at('assistants', assistant, 'sources', ...(source === undefined ? [] : [source]));

export const isRunning = ({ state }: Pick<Source, 'state'>) => state === 'pending' || state === 'running';

export const sourcesQuery = (assistant: string) =>
  queryOptions({
    queryKey: keys.sources(assistant),
    queryFn: () => api.get<ListPage<Source>>(place(assistant)),
    refetchInterval: (query) => (query.state.data?.items.some(isRunning) ? WHILE_RUNNING_MS : false),
  });

export const pagesQuery = (assistant: string, { id, state }: Source) =>
  queryOptions({
    queryKey: keys.sourcePages(assistant, id),
    queryFn: () => api.get<ListPage<SourcePage>>(`${place(assistant, id)}/pages`),
    refetchInterval: isRunning({ state }) ? WHILE_RUNNING_MS : false,
    staleTime: 0,
  });

export const createSource = (assistant: string, body: SourceIn) => api.post<Source>(place(assistant), body);
export const refreshSource = (assistant: string, id: number) =>
  api.post<Source>(`${place(assistant, id)}/refresh`);
export const deleteSource = (assistant: string, id: number, articles: 'keep' | 'delete') =>
  api.delete<void>(`${place(assistant, id)}?articles=${articles}`);
export const uploadFile = (assistant: string, file: File) =>
  api.post<Source>(`${at('assistants', assistant)}/files?${new URLSearchParams({ name: file.name })}`, file, {
    timeoutMs: UPLOAD_MS,
  });
