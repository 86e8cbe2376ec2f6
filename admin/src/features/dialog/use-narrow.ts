import { useSyncExternalStore } from 'react';

const query = globalThis.matchMedia?.('(width < 1280px)');

function listen(changed: () => void): () => void {
  query?.addEventListener('change', changed);
  return () => query?.removeEventListener('change', changed);
}

/** Whether list, thread and context do not fit beside one another. */
export function useNarrow(): boolean {
  return useSyncExternalStore(listen, () => query?.matches ?? false);
}
