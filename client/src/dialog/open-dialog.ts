import { createApi } from '../api/create-api.ts';
import { Connection } from '../connection/connection.ts';
import { dialogSocketAddress, type Endpoint, restAddress, surroundings } from '../endpoint.ts';
import { Listeners } from '../listeners.ts';
import type { Page } from '../wire.ts';
import type { DialogSession } from './dialog-session.ts';
import { newClientId } from './new-client-id.ts';
import { memoryOutbox, type OutboxStore } from './outbox-store.ts';
import { isHelloOf, Thread } from './thread.ts';
import type { DialogView } from './view.ts';

/** The protocol's bound. */
const LONGEST_HOLD_SECONDS = 25;

export interface OpenDialogOptions {
  dialogId: number;
  outbox?: OutboxStore;
  /** What was on the screen last time: shown at once, then brought up to date. */
  snapshot?: DialogView;
}

/** Opens one dialog over a line of its own. */
export function openDialog(endpoint: Endpoint, options: OpenDialogOptions): DialogSession {
  const { dialogId } = options;
  const api = createApi(endpoint);
  const listeners = new Listeners();
  const changed = () => listeners.tell();
  let lastPage: Page | undefined;

  const thread: Thread = new Thread({
    api,
    around: surroundings(endpoint),
    dialogId,
    side: endpoint.audience === 'operator' ? 'manager' : 'user',
    outbox: options.outbox ?? memoryOutbox(),
    snapshot: options.snapshot,
    link: {
      send: (frame) => connection.send(frame),
      drop: () => connection.drop(),
      askNow: () => connection.askNow(),
    },
    changed,
    gone: (reason) => connection.close(reason),
  });

  const connection: Connection = new Connection(endpoint, {
    transports: ['socket', 'stream'],
    address: (transport) => {
      const { loaded, lastSeq, historyEpoch } = thread.getView();
      const position = loaded ? { after: lastSeq, history_epoch: historyEpoch } : {};
      return transport === 'stream'
        ? restAddress(endpoint, `/dialogs/${dialogId}/events`, position)
        : dialogSocketAddress(endpoint, dialogId, position);
    },
    longestHoldSeconds: LONGEST_HOLD_SECONDS,
    isGreeting: (frame) => isHelloOf(frame, dialogId),
    ask: (asking) => thread.ask(asking),
    frame: (frame) => thread.receive(frame),
    up: () => {
      if (lastPage) connection.send({ type: 'page', ...lastPage });
      thread.lineUp();
    },
    down: (code) => thread.lineDown(code),
    caughtUp: () => thread.catchUp.isDone(),
    statusChanged: () => {
      if (connection.status() === 'closed') thread.stop(connection.closedReason());
      changed();
    },
  });

  thread.start();
  connection.start();

  return {
    getView: () => thread.getView(),
    getStatus: () => connection.status(),
    getClosedReason: () => connection.closedReason(),
    subscribe: listeners.add,
    post(text, clientId = newClientId()) {
      const id = clientId.toLowerCase();
      thread.post(text, id, false);
      return id;
    },
    retry: (clientId) => thread.outbox.retry(clientId),
    discard: (clientId) => thread.discard(clientId),
    typing: (on) => thread.typing.set(on),
    markRead: (seq) => thread.marks.read(seq),
    async requestHuman(reason) {
      await api.post(`/dialogs/${dialogId}/handoff`, reason === undefined ? {} : { reason });
      connection.askNow();
    },
    loadEarlier: () => thread.catchUp.loadEarlier(),
    page(page) {
      lastPage = page;
      connection.send({ type: 'page', ...page });
    },
    close: () => connection.close(),
  };
}
