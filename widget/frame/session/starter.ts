import {
  ApiError,
  type Dialog,
  type Endpoint,
  type OutboxItem,
  type OutboxStore,
  type Page,
  startDialog,
} from 'tandem-client';
import { newClientId } from 'tandem-client/new-client-id';
import type { ChatState, Starting, StartingMessage } from './state';
import type { Store } from './store';

interface Options {
  endpoint: Endpoint;
  store: Store<ChatState>;
  outbox: OutboxStore;
  page: () => Page | undefined;
  /** The dialog exists; `later` was typed while it came into being. */
  started: (dialog: Dialog, later: readonly StartingMessage[]) => Promise<void>;
}

export interface Starter {
  /** The first words of a new dialog, or further ones while it is being created. */
  say(text: string): void;
  /** A dialog without a word, for who only wants a person. */
  begin(): Promise<void>;
  retry(): void;
  discard(clientId: string): void;
  /** What a reload interrupted: 0 for a dialog that is being created now, or the one with unsent words. */
  resume(): Promise<number | undefined>;
  abandon(): void;
}

/** Creates a dialog together with its first message, so that the words show at once and are sent once. */
export function createStarter({ endpoint, store, outbox, page, started }: Options): Starter {
  let attempt: AbortController | undefined;

  const messageOf = ({ clientId, text, created }: OutboxItem): StartingMessage => ({
    clientId,
    text,
    created,
  });

  async function run(startId: string, first: StartingMessage | undefined): Promise<void> {
    attempt = new AbortController();
    const { signal } = attempt;
    try {
      const where = page();
      const { dialog } = await startDialog(endpoint, {
        clientId: startId,
        messageClientId: first?.clientId ?? newClientId(),
        outbox,
        signal,
        ...(first ? { text: first.text } : {}),
        ...(where ? { page: where } : {}),
      });
      const later = store.get().starting?.messages.slice(1) ?? [];
      await started(dialog, later);
    } catch (error) {
      if (signal.aborted) return;
      const failure =
        error instanceof ApiError
          ? { code: error.code, retryable: error.retryable }
          : { code: 'unavailable', retryable: true };
      const { starting } = store.get();
      if (starting) store.set({ starting: { ...starting, failure } });
      else throw error;
    }
  }

  function start(starting: Starting): void {
    store.set({ starting });
    void run(starting.startId, starting.messages[0]);
  }

  return {
    say(text) {
      const message = { clientId: newClientId(), text, created: Date.now() };
      const { starting } = store.get();
      if (!starting) return start({ startId: newClientId(), messages: [message] });
      store.set({ starting: { ...starting, messages: [...starting.messages, message] } });
      const { startId } = starting;
      void outbox.put({ ...message, startId, attempts: 0 }).catch(() => {});
    },
    begin: () => run(newClientId(), undefined),
    retry() {
      const { starting } = store.get();
      if (starting?.failure) start({ ...starting, failure: undefined });
    },
    discard(clientId) {
      const { starting } = store.get();
      if (!starting) return;
      void outbox.remove(clientId).catch(() => {});
      const messages = starting.messages.filter((message) => message.clientId !== clientId);
      const [first] = messages;
      if (!first) store.set({ starting: undefined });
      // The dialog was refused with its first message: the next one takes its place, under a new id.
      else if (starting.failure) start({ startId: newClientId(), messages });
      else store.set({ starting: { ...starting, messages } });
    },
    async resume() {
      const items = await outbox.all().catch(() => []);
      const left = items.filter((item) => item.startId).toSorted((a, b) => a.created - b.created);
      const startId = left[0]?.startId;
      if (!startId) return items.find(({ dialogId }) => dialogId)?.dialogId;
      start({ startId, messages: left.filter((item) => item.startId === startId).map(messageOf) });
      return 0;
    },
    abandon() {
      attempt?.abort();
      store.set({ starting: undefined });
    },
  };
}
