import {
  type DialogSession,
  type DialogView,
  type Endpoint,
  type OutboxStore,
  openDialog,
} from 'tandem-client';
import type { Cache } from '../storage/cache';
import type { ChatState } from './state';
import type { Store } from './store';

const CACHE_AFTER_MS = 800;

/** The dialog on the screen: one session at a time, its view in the store and, a moment later, in the cache. */
export interface Conversation {
  session(): DialogSession | undefined;
  /** Waits for an opening that is under way. */
  opened(): Promise<DialogSession | undefined>;
  open(dialogId: number): Promise<void>;
  /** Gives the socket back; what is on the screen stays. */
  rest(): void;
  close(): void;
}

interface Options {
  endpoint: Endpoint;
  store: Store<ChatState>;
  cache: Cache;
  outbox: OutboxStore;
  /** The server does not know this dialog, or not for us. */
  gone: (dialogId: number) => void;
}

export function createConversation({ endpoint, store, cache, outbox, gone }: Options): Conversation {
  let session: DialogSession | undefined;
  let opening: Promise<void> = Promise.resolve();
  let stop = (): void => {};
  let keeping = false;

  function changed(dialogId: number): void {
    if (!session) return;
    const reason = session.getClosedReason();
    if (reason === 'not_found') {
      gone(dialogId);
      return;
    }
    if (reason === 'unauthorized' || reason === 'session_ended') store.set({ phase: 'signed_out' });
    const view = session.getView();
    store.set({ view, status: session.getStatus() });
    if (view.loaded) settleStart(view);
    if (!keeping) setTimeout(keep, CACHE_AFTER_MS);
    keeping = true;
  }

  function keep(): void {
    keeping = false;
    const { view } = store.get();
    if (view?.loaded) void cache.keepView(view);
  }

  /** The first words are in the history now, or in the session's own outbox: they need no stand-in. */
  function settleStart(view: DialogView): void {
    const { starting } = store.get();
    if (!starting) return;
    const shown = new Set(view.entries.map(({ clientId }) => clientId));
    if (starting.messages.every(({ clientId }) => shown.has(clientId))) store.set({ starting: undefined });
  }

  function rest(): void {
    stop();
    session?.close();
    session = undefined;
  }

  async function openNow(dialogId: number): Promise<void> {
    rest();
    const { view: known } = store.get();
    const shown = known?.dialogId === dialogId ? known : undefined;
    store.set({ dialogId, status: 'connecting', view: shown });
    const snapshot = shown ?? (await cache.view(dialogId));
    // While the cache was read the visitor may have gone on to another dialog.
    if (store.get().dialogId !== dialogId || session) return;
    session = openDialog(endpoint, { dialogId, outbox, ...(snapshot ? { snapshot } : {}) });
    stop = session.subscribe(() => changed(dialogId));
    changed(dialogId);
  }

  return {
    session: () => session,
    async opened() {
      await opening;
      return session;
    },
    rest,
    open(dialogId) {
      opening = openNow(dialogId);
      return opening;
    },
    close() {
      rest();
      store.set({ dialogId: undefined, view: undefined, status: 'closed' });
    },
  };
}
