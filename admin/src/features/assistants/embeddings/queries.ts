import { queryOptions } from '@tanstack/react-query';
import { api } from '@/lib/api';
import { keys } from '@/lib/query-keys';
import type { EmbeddingStatus } from '@/lib/wire';
import { at } from '../queries';

const WHILE_WORKING_MS = 3_000;
/** A clock that is wrong, here or there, hides a change no longer than this. */
const LONGEST_MS = 600_000;

/** Only for an assistant that has its articles embedded: of others there is nothing to say. */
export const embeddingsQuery = (assistant: string) =>
  queryOptions({
    queryKey: keys.embeddings(assistant),
    queryFn: () => api.get<EmbeddingStatus>(`${at('assistants', assistant)}/embeddings`),
    refetchInterval: ({ state }) => nextLook(state.data, Date.now()),
    // Articles that were written meanwhile have put it back to work.
    staleTime: 0,
  });

/** Milliseconds until it may have changed by itself; false if it will not. */
export function nextLook(status: EmbeddingStatus | undefined, now: number): number | false {
  if (status?.state === 'working') return WHILE_WORKING_MS;
  if (status?.state !== 'waiting') return false;
  const wait = status.retry_at ? Date.parse(status.retry_at) - now : 0;
  return Math.min(LONGEST_MS, Math.max(0, wait) + WHILE_WORKING_MS);
}
