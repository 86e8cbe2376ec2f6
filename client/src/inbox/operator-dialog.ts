import type { Api } from '../api/api.ts';
import { newClientId } from '../dialog/new-client-id.ts';
import type { OperatorDialog } from './inbox.ts';
import type { Subscription } from './subscription.ts';

/** What one user of an open dialog holds in hand; closing it twice counts once. */
export function operatorDialog(api: Api, subscription: Subscription, release: () => void): OperatorDialog {
  const { thread, dialogId } = subscription;
  let open = true;

  const at = (messageId: number) => `/dialogs/${dialogId}/messages/${messageId}`;

  async function act(verb: string, body: unknown = {}): Promise<void> {
    await change(api.post(`/dialogs/${dialogId}/${verb}`, body));
  }

  async function change(run: Promise<void>): Promise<void> {
    await run;
    subscription.acted();
  }

  function post(text: string, clientId: string, note: boolean): string {
    const id = clientId.toLowerCase();
    thread.post(text, id, note);
    return id;
  }

  return {
    getView: () => thread.getView(),
    getStatus: () => subscription.status(),
    getClosedReason: () => subscription.closedReason(),
    subscribe: (listener) => subscription.subscribe(listener),
    post: (text, clientId = newClientId()) => post(text, clientId, false),
    note: (text) => post(text, newClientId(), true),
    edit: (messageId, text) => change(api.patch(at(messageId), { text })),
    remove: (messageId) => change(api.delete(at(messageId))),
    retry: (clientId) => thread.outbox.retry(clientId),
    discard: (clientId) => thread.discard(clientId),
    typing: (on) => thread.typing.set(on),
    markRead: (seq) => thread.marks.read(seq),
    loadEarlier: () => thread.catchUp.loadEarlier(),
    // Operators tell nobody which page they are on.
    page: () => {},
    claim: () => act('claim'),
    release: (to) => act('release', { to }),
    transfer: (operatorId) => act('transfer', { operator_id: operatorId }),
    closeDialog: () => act('close'),
    reopen: () => act('reopen'),
    close() {
      if (!open) return;
      open = false;
      release();
    },
  };
}
