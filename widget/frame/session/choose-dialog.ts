import type { Dialog } from 'tandem-client';

/**
 * Which dialog to show first: where the visitor was if it goes on, else one that goes on, else one with news,
 * else where the visitor was although it is closed (a reload changes nothing on the screen), else a new one.
 */
export function chooseDialog(dialogs: readonly Dialog[], last: number | undefined): number | undefined {
  const newestFirst = dialogs.toSorted((a, b) => b.updated_at.localeCompare(a.updated_at));
  const wanted = [
    newestFirst.find(({ id, state }) => id === last && state !== 'closed'),
    newestFirst.find(({ state }) => state !== 'closed'),
    newestFirst.find(({ unread }) => unread > 0),
    newestFirst.find(({ id }) => id === last),
  ];
  return wanted.find((dialog) => dialog)?.id;
}
