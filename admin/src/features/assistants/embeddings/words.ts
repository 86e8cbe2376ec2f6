import { clockTime } from '@/lib/time';
import type { EmbeddingStatus } from '@/lib/wire';
import { faultWords } from './faults';

const counted = (many: number) => many.toLocaleString('en');

/** How many passages have their vector. */
export function progressWords({ state, passages, embedded, most }: EmbeddingStatus): string {
  if (passages === 0) return 'There is no article yet.';
  const wanted = Math.min(passages, most);
  const beyond =
    passages > most ? ` The ${counted(passages - most)} beyond are found by their words alone.` : '';
  if (state === 'ready' && embedded >= wanted) {
    if (wanted === 1) return 'The only passage is ready.';
    return `${beyond === '' ? 'All' : 'The first'} ${counted(wanted)} passages are ready.${beyond}`;
  }
  return `${counted(embedded)} of ${counted(wanted)} passages ready.${beyond}`;
}

/** What is in the way, what to do about it, and what happens until then. */
export function troubleWords({ state, error, retry_at }: EmbeddingStatus, now: number): string {
  const words = faultWords(error);
  if (state === 'stopped') return `${words} Until it is saved again, nothing is sent.`;
  if (!retry_at || Date.parse(retry_at) <= now) return `${words} It is being tried again.`;
  return `${words} It is tried again by itself at ${clockTime(retry_at)}.`;
}
