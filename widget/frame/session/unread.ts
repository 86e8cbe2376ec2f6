import type { Dialog, DialogView } from 'tandem-client';

/** What the visitor has not seen: counted from the thread where it is open, told by the server elsewhere. */
export function unreadIn(view: DialogView): number {
  return view.entries.filter(
    ({ seq, sender, kind }) =>
      kind === 'message' && sender !== 'user' && seq !== undefined && seq > view.read.user,
  ).length;
}

export function countUnread(dialogs: readonly Dialog[], view: DialogView | undefined): number {
  const elsewhere = dialogs
    .filter(({ id }) => id !== view?.dialogId)
    .reduce((sum, dialog) => sum + dialog.unread, 0);
  return elsewhere + (view ? unreadIn(view) : 0);
}
