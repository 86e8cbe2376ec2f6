import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openDatabase } from '../storage/database';
import { outboxIn } from '../storage/outbox';
import { config, dialog } from '../testing/entries';
import { type FakeLine, fakeLine } from '../testing/fake-line';
import { type FakeServer, fakeServer } from '../testing/fake-server';
import { createChat, type RunningChat } from './chat';

const where = { kind: 'assistant', id: 'ast_1' } as const;
const TOKEN = 'v'.repeat(43);
let server: FakeServer;
let line: FakeLine;
let count = 0;

beforeEach(() => {
  server = fakeServer();
  line = fakeLine();
  server.on('GET /api/v1/widget/config', () => [200, config]);
});
afterEach(() => vi.unstubAllGlobals());

async function start(options: { kept?: boolean; name?: string } = {}): Promise<RunningChat> {
  count += 1;
  const database = await openDatabase(options.name ?? `chat:${count}`);
  const init = { type: 'init', v: 1, open: true, token: TOKEN, kept: options.kept ?? false } as const;
  return createChat({ where, line, init, database });
}

const ready = (chat: RunningChat): Promise<void> =>
  vi.waitFor(() => expect(chat.store.get().phase).toBe('ready'));

describe('a new visitor', () => {
  it('costs the server one reading of the public configuration, without a token', async () => {
    const chat = await start();
    await ready(chat);
    expect(server.requests).toEqual([{ route: 'GET /api/v1/widget/config', body: undefined, bearer: null }]);
    expect(line.told.some(({ type }) => type === 'keep')).toBe(false);
  });

  it('begins a dialog with the first words, once, under the token made here', async () => {
    let answers = 0;
    server.on('POST /api/v1/widget/dialogs', () => {
      answers += 1;
      return answers === 1
        ? 'unreachable'
        : [201, { dialog: dialog(5), message: { id: 1, seq: 1, timestamp: '', duplicate: false } }];
    });
    const chat = await start();
    await ready(chat);
    chat.post('Hello');
    expect(chat.store.get().starting?.messages[0]?.text).toBe('Hello');
    await vi.waitFor(() => expect(chat.store.get().dialogId).toBe(5), 4_000);
    const bodies = server.requests.filter(({ route }) => route.startsWith('POST')).map(({ body }) => body);
    expect(bodies).toHaveLength(2);
    expect(bodies[0]).toEqual(bodies[1]);
    expect(bodies[0]).toMatchObject({
      assistant_id: 'ast_1',
      visitor_token: TOKEN,
      message: { text: 'Hello' },
    });
    expect(line.told).toContainEqual({ type: 'keep' });
  });

  it('sends what a reload interrupted', async () => {
    const name = 'chat:reloaded';
    const first = await start({ name });
    await ready(first);
    first.post('Hello');
    const outbox = outboxIn(await openDatabase(name));
    await vi.waitFor(async () => expect(await outbox.all()).toHaveLength(1));
    const [left] = await outbox.all();

    server.on('POST /api/v1/widget/dialogs', () => [201, { dialog: dialog(6) }]);
    const again = await start({ name });
    await vi.waitFor(() => expect(again.store.get().dialogId).toBe(6));
    const last = server.requests.findLast(({ route }) => route.startsWith('POST'));
    expect(last?.body).toMatchObject({
      client_id: left?.startId,
      message: { client_id: left?.clientId, text: 'Hello' },
    });
  });

  it('can try again, or take back, what was refused', async () => {
    server.on('POST /api/v1/widget/dialogs', () => [422, { code: 'text_too_long', status: 422 }]);
    const chat = await start();
    await ready(chat);
    chat.post('Too much');
    await vi.waitFor(() => expect(chat.store.get().starting?.failure?.code).toBe('text_too_long'));
    const [message] = chat.store.get().starting?.messages ?? [];
    chat.discard(message?.clientId ?? '');
    expect(chat.store.get().starting).toBeUndefined();
  });

  it('is told calmly when the chat is not served here', async () => {
    server.on('GET /api/v1/widget/config', () => [404, { code: 'not_found', status: 404 }]);
    const chat = await start();
    await vi.waitFor(() => expect(chat.store.get().phase).toBe('refused'));
  });

  it('asks for a person without a word', async () => {
    server.on('POST /api/v1/widget/dialogs', () => [201, { dialog: dialog(7) }]);
    server.on('POST /api/v1/widget/dialogs/7/handoff', () => [200, {}]);
    const chat = await start();
    await ready(chat);
    await chat.askForPerson();
    expect(server.calls('POST /api/v1/widget/dialogs/7/handoff')).toBe(1);
    expect(chat.store.get().asking).toBe(false);
  });

  it('reads when people are back, if they left since the chat was opened', async () => {
    const opens_at = '2026-11-23T09:00:00.000Z';
    server.on('POST /api/v1/widget/dialogs', () => [201, { dialog: dialog(8) }]);
    server.on('POST /api/v1/widget/dialogs/8/handoff', () => [
      409,
      { code: 'outside_hours', status: 409, opens_at },
    ]);
    const chat = await start();
    await ready(chat);
    expect(chat.store.get().config?.may_ask_person).toBe(true);
    const { focusAsked } = chat.store.get();
    await chat.askForPerson();
    const { config: learnt, trouble, focusAsked: focused } = chat.store.get();
    expect(learnt).toMatchObject({ may_ask_person: false, hours: { open: false, opens_at } });
    expect(trouble).toBeUndefined();
    // The button that was pressed is gone: the focus is where one can go on.
    expect(focused).toBe(focusAsked + 1);
  });

  it('is told that a wish for a person did not get through', async () => {
    server.on('POST /api/v1/widget/dialogs', () => [201, { dialog: dialog(9) }]);
    server.on('POST /api/v1/widget/dialogs/9/handoff', () => 'unreachable');
    const chat = await start();
    await ready(chat);
    await chat.askForPerson();
    expect(chat.store.get()).toMatchObject({ trouble: 'handoff', asking: false });
    expect(chat.store.get().config?.may_ask_person).toBe(true);
  });
});

describe('a returning visitor', () => {
  it('finds the dialog that goes on', async () => {
    server.on('GET /api/v1/widget/dialogs', () => [
      200,
      { items: [dialog(3), dialog(4, { state: 'closed' })] },
    ]);
    const chat = await start({ kept: true });
    await vi.waitFor(() => expect(chat.store.get().dialogId).toBe(3));
  });

  it('goes on where words are not sent yet', async () => {
    const name = 'chat:unsent';
    server.on('GET /api/v1/widget/dialogs', () => [200, { items: [dialog(3), dialog(4)] }]);
    server.on('POST /api/v1/widget/dialogs/4/messages', () => [
      201,
      { id: 9, seq: 1, timestamp: '2026-11-21T10:00:00.000Z', duplicate: false },
    ]);
    // Its first visit leaves the mark of whose storage this is.
    await ready(await start({ name }));
    const outbox = outboxIn(await openDatabase(name));
    await outbox.put({ clientId: 'c1', dialogId: 4, text: 'Unsent', created: 1, attempts: 1 });
    const chat = await start({ name, kept: true });
    await vi.waitFor(() => expect(chat.store.get().dialogId).toBe(4));
    await vi.waitFor(async () => expect(await outbox.all()).toEqual([]));
    const sent = server.requests.find(
      ({ route }) => route.endsWith('/dialogs/4/messages') && route.startsWith('P'),
    );
    expect(sent?.body).toEqual({ client_id: 'c1', text: 'Unsent' });
  });

  it('starts afresh when the server does not know the token any more', async () => {
    server.on('GET /api/v1/widget/dialogs', () => [401, { code: 'unauthenticated', status: 401 }]);
    const chat = await start({ kept: true });
    await vi.waitFor(() => expect(line.told.some(({ type }) => type === 'learn')).toBe(true));
    await ready(chat);
    const learnt = line.told.flatMap((message) => (message.type === 'learn' ? [message.news.token] : []));
    expect(learnt.find(Boolean)).toMatch(/^[\w-]{43}$/);
    expect(learnt).not.toContain(TOKEN);
    expect(chat.store.get().dialogId).toBeUndefined();
  });

  it('leaves nothing behind after shutdown', async () => {
    const name = 'chat:shutdown';
    const chat = await start({ name });
    await ready(chat);
    chat.keepDraft('words');
    await chat.shutdown();
    const database = await openDatabase(name);
    for (const drawer of ['views', 'outbox', 'drafts', 'notes'] as const)
      expect(await database.all(drawer)).toEqual([]);
    expect(line.told.at(-1)).toEqual({ type: 'gone' });
  });
});

describe('a visitor who is identified', () => {
  const NEXT = 'n'.repeat(43);

  async function talking(name: string): Promise<RunningChat> {
    server.on('GET /api/v1/widget/dialogs', () => [200, { items: [dialog(5)], next_cursor: null }]);
    const chat = await start({ kept: true, name });
    await vi.waitFor(() => expect(chat.store.get().dialogId).toBe(5));
    return chat;
  }

  it('goes on under the new token, and asks nothing under the old one meanwhile', async () => {
    const sockets: string[][] = [];
    vi.stubGlobal(
      'WebSocket',
      class {
        constructor(_: string, protocols: string[]) {
          sockets.push(protocols);
        }
        close(): void {}
        send(): void {}
        addEventListener(): void {}
      },
    );
    const chat = await talking('identified');
    await vi.waitFor(() => expect(sockets.at(-1)?.at(-1)).toContain(TOKEN));
    let answer = (): void => {};
    const answered = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const { fetch } = globalThis;
    vi.stubGlobal('fetch', async (address: string, init: RequestInit) => {
      if (address.includes('/identify')) await answered;
      return fetch(address, init);
    });
    server.on('POST /api/v1/widget/identify', () => [200, { visitor_token: NEXT, contact: {} }]);
    const before = sockets.length;
    const identified = chat.identify({ token: 'signed' });
    chat.showList();
    await Promise.resolve();
    expect(sockets).toHaveLength(before);
    answer();
    await identified;
    await vi.waitFor(() => expect(sockets.at(-1)?.at(-1)).toContain(NEXT));
    const asked = server.requests.slice(
      server.requests.findIndex(({ route }) => route === 'POST /api/v1/widget/identify') + 1,
    );
    expect(asked.map(({ bearer }) => bearer)).not.toContain(`Bearer ${TOKEN}`);
    expect(chat.store.get()).toMatchObject({ phase: 'ready', dialogId: 5 });
    expect(line.told).toContainEqual({ type: 'learn', news: { token: NEXT } });
    expect(line.events('identity')).toEqual([{ verified: true }]);
  });

  it('keeps what is not sent yet over a reload', async () => {
    const database = await openDatabase('kept-unsent');
    const chat = await talking('kept-unsent');
    await outboxIn(database).put({ clientId: 'a', dialogId: 5, text: 'Unsent', created: 1, attempts: 0 });
    server.on('POST /api/v1/widget/identify', () => [200, { visitor_token: NEXT, contact: {} }]);
    await chat.identify({ token: 'signed' });
    count += 1;
    await createChat({
      where,
      line,
      init: { type: 'init', v: 1, open: true, token: NEXT, kept: true },
      database,
    });
    expect((await outboxIn(database).all()).map(({ text }) => text)).toEqual(['Unsent']);
  });

  it('keeps the old token where the proof is refused', async () => {
    const chat = await talking('refused-proof');
    server.on('POST /api/v1/widget/identify', () => [
      401,
      { code: 'unauthenticated', title: 'No', status: 401 },
    ]);
    await expect(chat.identify({ token: 'forged' })).rejects.toMatchObject({ code: 'unauthenticated' });
    chat.showList();
    await vi.waitFor(() => expect(server.requests.at(-1)?.bearer).toBe(`Bearer ${TOKEN}`));
    expect(chat.store.get()).toMatchObject({ phase: 'ready', dialogId: 5 });
    expect(line.events('identity')).toEqual([]);
  });
});
