import { type Api, createApi, type Dialog, type Page } from 'tandem-client';
import type { Init, ToFrame } from '../../bridge/to-frame';
import { makeToken } from '../../bridge/visitor';
import type { Where } from '../line/address';
import type { Line } from '../line/parent-line';
import { type Cache, cacheOf } from '../storage/cache';
import { type Database, openDatabase } from '../storage/database';
import { databaseName } from '../storage/name';
import { outboxIn } from '../storage/outbox';
import { chooseDialog } from './choose-dialog';
import { createConversation } from './conversation';
import { openCredentials } from './credentials';
import { createDialogs } from './dialogs';
import { loadConfig } from './load-config';
import { watchReading } from './reading';
import { createStarter } from './starter';
import { type ChatState, firstState, type StartingMessage } from './state';
import { createStore, type Store } from './store';

const LONGEST = 2_000;

/** Everything that the screen can ask for. */
export interface Chat {
  store: Store<ChatState>;
  post(text: string): void;
  retry(clientId: string): void;
  discard(clientId: string): void;
  typing(on: boolean): void;
  askForPerson(): Promise<void>;
  loadEarlier(): Promise<void>;
  select(dialogId: number | undefined): void;
  showList(): void;
  close(): void;
  draft(): Promise<string>;
  keepDraft(text: string): void;
  /** For what is loaded late and speaks for itself. */
  readonly api: Api;
  readonly cache: Cache;
  readonly line: Line;
}

type Who = Omit<Extract<ToFrame, { type: 'identify' }>, 'type'>;

/** What the page around it can ask for as well. */
export interface RunningChat extends Chat {
  open(dialogId: number | undefined): void;
  hide(): void;
  compose(text: string): void;
  page(page: Page): void;
  identify(who: Who): Promise<void>;
  setAttributes(values: object): Promise<void>;
  shutdown(): Promise<void>;
}

interface Options {
  where: Where;
  line: Line;
  init: Init;
  database?: Database;
}

/** The chat behind the screen: who the visitor is, which dialogs there are, and the one that is shown. */
export async function createChat({ where, line, init, database }: Options): Promise<RunningChat> {
  const store = createStore(firstState(init));
  const bySite = where.kind === 'site';
  const askPage = (): void => line.send({ type: 'token_needed', kind: 'site' });
  const credentials = openCredentials(where, init.token, askPage);
  const { endpoint } = credentials;
  const api = createApi(endpoint);
  const disk = database ?? (await openDatabase(databaseName(where)));
  const cache = await cacheOf(disk, credentials.owner());
  const outbox = outboxIn(disk);
  const dialogs = createDialogs(api, store, cache, bySite || init.kept === true);
  const conversation = createConversation({ endpoint, store, cache, outbox, gone });
  const starter = createStarter({ endpoint, store, outbox, page: () => page, started });
  let page: Page | undefined;

  function gone(dialogId: number): void {
    dialogs.drop(dialogId);
    conversation.close();
  }

  async function started(dialog: Dialog, later: readonly StartingMessage[]): Promise<void> {
    dialogs.add(dialog);
    await show(dialog.id);
    for (const { text, clientId } of later) conversation.session()?.post(text, clientId);
  }

  async function show(dialogId: number): Promise<void> {
    await conversation.open(dialogId);
    dialogs.remember();
    if (page) conversation.session()?.page(page);
  }

  function useToken(token: string): void {
    credentials.renew(token);
    // The same visitor under another bearer: what is kept stays theirs.
    void cache.own(token);
    line.send({ type: 'learn', news: { token } });
  }

  /** The server does not know this visitor any more: start afresh instead of failing for ever. */
  function startAfresh(): void {
    dialogs.known = false;
    void cache.clear();
    useToken(makeToken());
    conversation.close();
    store.set({ dialogs: [], phase: 'ready' });
  }

  async function loadDialogs(): Promise<void> {
    try {
      await dialogs.load();
    } catch (error) {
      if (!bySite && Object(error).status === 401) startAfresh();
    }
  }

  /** What the last visit left, at once; the server's word right after. */
  async function boot(): Promise<void> {
    const [config, shown] = await Promise.all([cache.note('config'), dialogs.restore()]);
    if (config && dialogs.known) store.set({ config, phase: 'ready' });
    const first = (await starter.resume()) ?? chooseDialog(store.get().dialogs, shown);
    if (first) void show(first);
    const listed = loadDialogs();
    const outcome = await loadConfig(api, bySite ? undefined : where.id, (phase) => {
      if (phase !== 'unreachable' || !store.get().config) store.set({ phase });
    });
    if ('phase' in outcome) return;
    store.set({ config: outcome.config, phase: 'ready' });
    void cache.keepNote('config', outcome.config);
    line.send({ type: 'learn', news: { color: outcome.config.appearance.color } });
    await listed;
    const chosen = chooseDialog(store.get().dialogs, shown);
    const { dialogId, starting } = store.get();
    if (chosen !== undefined && dialogId === undefined && !starting) void show(chosen);
  }

  watchReading(store, conversation.session);
  void boot();

  return {
    store,
    api,
    cache,
    line,
    async post(text) {
      line.send({ type: 'keep' });
      const { starting, dialogId } = store.get();
      const session = starting || dialogId === undefined ? undefined : await conversation.opened();
      if (session) session.post(text);
      else starter.say(text);
    },
    retry(clientId) {
      if (store.get().starting) starter.retry();
      else conversation.session()?.retry(clientId);
    },
    discard(clientId) {
      if (store.get().starting) starter.discard(clientId);
      else conversation.session()?.discard(clientId);
    },
    typing: (on) => conversation.session()?.typing(on),
    async askForPerson() {
      if (store.get().asking) return;
      store.set({ asking: true, trouble: undefined });
      line.send({ type: 'keep' });
      try {
        if (!(await conversation.opened())) await starter.begin();
        await conversation.session()?.requestHuman();
      } catch (error) {
        const { code, body } = Object(error);
        const { config } = store.get();
        if (code !== 'outside_hours' || !config) return store.set({ asking: false, trouble: 'handoff' });
        // They left since the configuration was read.
        const hours = { open: false, opens_at: body.opens_at };
        store.set({ config: { ...config, hours, may_ask_person: false } });
      }
      // The button that was pressed goes away: the focus must not fall with it.
      store.set({ asking: false, focusAsked: store.get().focusAsked + 1 });
    },
    loadEarlier: async () => conversation.session()?.loadEarlier(),
    select(dialogId) {
      store.set({ screen: 'chat', trouble: undefined });
      if (dialogId === undefined) conversation.close();
      else if (dialogId !== store.get().dialogId) void show(dialogId);
    },
    showList() {
      store.set({ screen: 'list' });
      void loadDialogs();
    },
    close: () => line.send({ type: 'close' }),
    draft: () => cache.draft(store.get().dialogId),
    keepDraft: (text) => void cache.keepDraft(store.get().dialogId, text),
    open(dialogId) {
      // As a part of a page the chat must not take the focus from the rest of it.
      const { inline, focusAsked } = store.get();
      store.set({ open: true, focusAsked: inline ? focusAsked : focusAsked + 1 });
      if (dialogId !== undefined) store.set({ screen: 'chat' });
      const shown = dialogId ?? store.get().dialogId;
      const there = shown === store.get().dialogId && conversation.session();
      if (shown !== undefined && !there) void show(shown);
    },
    hide() {
      store.set({ open: false });
      // Nothing more can come in a closed dialog: its socket is given back.
      if (store.get().view?.state === 'closed') conversation.rest();
    },
    compose(text) {
      conversation.close();
      store.set({ screen: 'chat', composed: { text }, focusAsked: store.get().focusAsked + 1 });
      void cache.keepDraft(undefined, text);
    },
    page({ url, title, referrer }) {
      const next = {
        url: url.slice(0, LONGEST),
        title: title.slice(0, LONGEST),
        referrer: referrer.slice(0, LONGEST),
      };
      page = next;
      conversation.session()?.page(next);
    },
    async identify({ token, ...unverified }) {
      if (bySite) {
        if (token) credentials.renew(token);
        if (token && store.get().phase === 'signed_out') void boot();
        return;
      }
      const asking = createApi({ ...endpoint, token: credentials.token })
        .post<{ visitor_token?: string }>('/identify', token ? { token } : unverified)
        .then(({ visitor_token: renewed }) => {
          if (!renewed) return;
          useToken(renewed);
          dialogs.known = true;
        });
      const verified = token !== undefined;
      if (verified) {
        credentials.hold(asking);
        // The old bearer's sockets are about to be ended: they go first, and come back with the new one.
        const { dialogId } = store.get();
        if (dialogId !== undefined) void show(dialogId);
      }
      await asking;
      if (verified) await loadDialogs();
      line.send({ type: 'event', name: 'identity', detail: { verified }, state: { verified } });
    },
    setAttributes: (values) => api.post('/attributes', values),
    async shutdown() {
      starter.abandon();
      conversation.close();
      await cache.clear();
      line.send({ type: 'gone' });
    },
  };
}
