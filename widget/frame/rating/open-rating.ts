import type { Chat } from '../session/chat';

export interface OpenRating {
  /** What this browser said earlier. */
  known(): Promise<number | undefined>;
  /** From 1 to 5, 5 being best; replaces what was said before. */
  give(score: number, comment: string): Promise<void>;
}

/** The rating of the dialog that is shown now. */
export function openRating({ api, cache, line, store }: Chat): OpenRating {
  const { dialogId = 0 } = store.get();
  return {
    known: async () => (await cache.note('ratings'))?.[dialogId],
    async give(score, comment) {
      await api.post(`/dialogs/${dialogId}/rating`, { score, ...(comment ? { comment } : {}) });
      await cache.keepNote('ratings', { ...(await cache.note('ratings')), [dialogId]: score });
      line.send({ type: 'event', name: 'rating', detail: { dialog_id: dialogId, score }, state: {} });
    },
  };
}
