import type { Init } from '../../bridge/to-frame';

interface Peeked {
  items?: { unread?: number; state?: string }[];
}

/**
 * What a returning visitor's closed launcher needs to know, in one request and without the app.
 * `waiting` is true when a person may answer at any time: then the whole app is worth loading.
 */
export async function peek(
  assistant: string,
  { token }: Init,
): Promise<{ unread: number; waiting: boolean }> {
  const answer = await fetch(`/api/v1/widget/dialogs?assistant_id=${encodeURIComponent(assistant)}`, {
    headers: { Authorization: `Bearer ${token}` },
  });
  const items = answer.ok ? (((await answer.json()) as Peeked).items ?? []) : [];
  return {
    unread: items.reduce((sum, dialog) => sum + (dialog.unread ?? 0), 0),
    waiting: items.some(({ state }) => state === 'queued' || state === 'operator'),
  };
}
