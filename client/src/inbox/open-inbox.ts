import { createApi } from '../api/create-api.ts';
import { Connection } from '../connection/connection.ts';
import { memoryOutbox, type OutboxStore } from '../dialog/outbox-store.ts';
import { type Endpoint, inboxSocketAddress, surroundings } from '../endpoint.ts';
import { Listeners } from '../listeners.ts';
import type { DialogSummary, Hello, ServerFrame } from '../wire.ts';
import type { InboxSession } from './inbox.ts';
import { ListPoll } from './list-poll.ts';
import { OpenDialogs } from './open-dialogs.ts';

export interface OpenInboxOptions {
  /** Where unsent messages survive a reload; in memory when not given. */
  outbox?: OutboxStore;
}

/** One socket for the list and for any number of open dialogs. */
export function openInbox(endpoint: Endpoint, options: OpenInboxOptions = {}): InboxSession {
  const api = createApi(endpoint);
  const around = surroundings(endpoint);
  const changed = new Listeners();
  const updated = new Listeners<DialogSummary>();
  const reconnected = new Listeners();
  const list = new ListPoll(api, (dialog) => updated.tell(dialog));
  let wasUp = false;

  const dialogs: OpenDialogs = new OpenDialogs({
    api,
    around,
    outbox: options.outbox ?? memoryOutbox(),
    send: (frame) => connection.send(frame),
    isUp: () => connection.isUp(),
    status: () => connection.status(),
    closedReason: () => connection.closedReason(),
    drop: () => connection.drop(),
    askNow: () => connection.askNow(),
    close: (reason) => connection.close(reason),
  });

  const connection: Connection = new Connection(endpoint, {
    // The list comes over a socket or by asking: there is no stream of it.
    transports: ['socket'],
    address: () => inboxSocketAddress(endpoint),
    // Longer would hold up the list, which is asked for in the same round.
    longestHoldSeconds: 3,
    calls: true,
    isGreeting: (frame): frame is Hello => frame.type === 'hello' && frame.dialog_id === undefined,
    async ask(asking) {
      const [, busy] = await Promise.all([list.ask(asking.signal), dialogs.ask(asking)]);
      return busy;
    },
    frame(frame: ServerFrame) {
      if (frame.type === 'dialog_updated') updated.tell(frame.dialog);
      else dialogs.receive(frame);
    },
    up() {
      dialogs.lineUp();
      // Polling saw only the newest rows of the list.
      if (wasUp || list.asked) reconnected.tell();
      wasUp = true;
      list.forget();
    },
    down: (code) => dialogs.lineDown(code),
    caughtUp: () => true,
    statusChanged() {
      if (connection.status() === 'closed') dialogs.stop(connection.closedReason());
      dialogs.statusChanged();
      changed.tell();
    },
  });
  connection.start();
  void dialogs.resume();

  return {
    getStatus: () => connection.status(),
    getClosedReason: () => connection.closedReason(),
    subscribe: changed.add,
    onDialogUpdated: updated.add,
    onReconnected: reconnected.add,
    open: (dialogId) => dialogs.open(dialogId),
    close: () => connection.close(),
  };
}
