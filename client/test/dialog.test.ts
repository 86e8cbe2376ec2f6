import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type DialogSession, openDialog } from '../src/index.ts';
import { FakeServer } from './fake/fake-server.ts';

let server: FakeServer;
let session: DialogSession;

beforeEach(() => {
  vi.useFakeTimers();
  server = new FakeServer();
  server.dialog().say('assistant', 'Hello');
});

afterEach(() => {
  session.close();
  vi.useRealTimers();
});

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
const texts = () => session.getView().entries.map(({ text }) => text);

async function open(): Promise<void> {
  session = openDialog(server.endpoint(), { dialogId: 7 });
  await pass(100);
}

describe('numbers', () => {
  it('fetches a hole', async () => {
    await open();
    server.dialog().say('assistant', 'lost on the way');
    server.say('assistant', 'seen');
    expect(session.getStatus()).toBe('catching_up');
    await pass(50);
    expect(texts()).toEqual(['Hello', 'lost on the way', 'seen']);
    expect(session.getStatus()).toBe('live');
  });

  it('fetches what another of my tabs said', async () => {
    await open();
    const { seq } = server.dialog().say('user', 'from my phone');
    server.tell({ type: 'advance', dialog_id: 7, seq });
    await pass(50);
    expect(texts()).toEqual(['Hello', 'from my phone']);
  });

  it('fetches the rest of a long backlog', async () => {
    await open();
    for (let n = 0; n < 450; n += 1) server.dialog().say('assistant', `n${n}`);
    server.tell({ type: 'more', dialog_id: 7, upto: 451 });
    await pass(200);
    expect(texts()).toHaveLength(451);
    expect(server.asked('GET', '/dialogs/7/messages')).toHaveLength(4);
  });

  it('goes on trying when the history cannot be read', async () => {
    server.rest = { status: 503 };
    await open();
    expect(session.getView().loaded).toBe(false);
    expect(session.getStatus()).toBe('catching_up');
    server.rest = 'up';
    await pass(5_000);
    expect(texts()).toEqual(['Hello']);
  });

  it('pages back', async () => {
    for (let n = 0; n < 120; n += 1) server.dialog().say('assistant', `n${n}`);
    await open();
    expect(texts()).toHaveLength(50);
    expect(session.getView().moreBefore).toBe(true);
    const both = Promise.all([session.loadEarlier(), session.loadEarlier()]);
    await pass(50);
    await both;
    expect(texts()).toHaveLength(100);
    void session.loadEarlier();
    await pass(50);
    expect(texts()).toHaveLength(121);
    expect(texts()[0]).toBe('Hello');
    expect(session.getView().moreBefore).toBe(false);
  });

  it('reads everything anew when the history is another one', async () => {
    await open();
    server.say('assistant', 'will be lost');
    const restored = server.dialog();
    restored.items.splice(1);
    restored.epoch = 'epoch-2';
    restored.say('manager', 'after the restore');
    server.tell({ type: 'reset', dialog_id: 7, history_epoch: 'epoch-2' });
    await pass(50);
    expect(texts()).toEqual(['Hello', 'after the restore']);
  });

  it('notices another history in hello, and in a page', async () => {
    await open();
    server.dialog().epoch = 'epoch-2';
    server.dialog().items[0] = { ...server.dialog().say('assistant', 'other'), seq: 1 };
    server.dialog().items.pop();
    server.socket.end(1006);
    await pass(600);
    expect(texts()).toEqual(['other']);
    server.upgrades = 'refuse';
    server.socket.end(1006);
    await pass(700);
    server.dialog().epoch = 'epoch-3';
    await pass(9_000);
    expect(session.getView().historyEpoch).toBe('epoch-3');
    expect(texts()).toEqual(['other']);
  });

  it('sends again, once, what the server lost by a restore', async () => {
    await open();
    const id = session.post('important');
    await pass(50);
    server.dialog().items.splice(1);
    server.dialog().epoch = 'epoch-2';
    server.socket.end(1006);
    await pass(700);
    expect(server.dialog().items).toHaveLength(2);
    expect(server.dialog().items[1]).toMatchObject({ client_id: id, text: 'important' });
    expect(texts()).toEqual(['Hello', 'important']);
  });
});

describe('signs and marks', () => {
  it('typing expires after 6 s, or with the message', async () => {
    await open();
    const typing = () => session.getView().typing.map(({ sender }) => sender);
    server.tell({ type: 'typing_start', dialog_id: 7, sender: 'manager' });
    await pass(5_900);
    expect(typing()).toEqual(['manager']);
    await pass(200);
    expect(typing()).toEqual([]);
    server.tell({ type: 'typing_start', dialog_id: 7, sender: 'manager' });
    server.say('manager', 'there');
    expect(typing()).toEqual([]);
  });

  it('delivered goes by itself, read only when told', async () => {
    await open();
    server.say('manager', 'two');
    server.say('manager', 'three');
    await pass(200);
    expect(server.said('delivered').at(-1)).toEqual({ type: 'delivered', seq: 3 });
    expect(server.said('read')).toHaveLength(0);
    session.markRead(3);
    session.markRead(2);
    await pass(200);
    expect(server.said('read')).toEqual([{ type: 'read', seq: 3 }]);
  });

  it('marks go by POST while polling', async () => {
    server.upgrades = 'refuse';
    await open();
    await pass(200);
    expect(server.asked('POST', '/dialogs/7/delivered')[0]?.body).toEqual({ seq: 1 });
    session.markRead(1);
    await pass(200);
    expect(server.asked('POST', '/dialogs/7/read')[0]?.body).toEqual({ seq: 1 });
  });

  it('my message is delivered and read by the other side’s marks alone', async () => {
    await open();
    session.post('hi');
    await pass(50);
    const delivery = () => session.getView().entries.at(-1)?.delivery;
    expect(delivery()).toBe('sent');
    server.tell({ type: 'read', dialog_id: 7, sender: 'user', seq: 2 });
    expect(delivery()).toBe('sent');
    server.tell({ type: 'delivered', dialog_id: 7, sender: 'manager', seq: 2 });
    expect(delivery()).toBe('delivered');
    server.tell({ type: 'read', dialog_id: 7, sender: 'manager', seq: 2 });
    expect(delivery()).toBe('read');
    server.tell({ type: 'delivered', dialog_id: 7, sender: 'manager', seq: 1 });
    expect(delivery()).toBe('read');
  });

  it('many keystrokes make few signs of typing', async () => {
    await open();
    for (let key = 0; key < 40; key += 1) {
      session.typing(true);
      await pass(100);
    }
    expect(server.said('typing_start')).toHaveLength(2);
    await pass(6_000);
    expect(server.said('typing_stop')).toHaveLength(1);
  });

  it('tells the page again on a new line', async () => {
    await open();
    const page = { url: 'https://shop.test/', title: 'Shop', referrer: '' };
    session.page(page);
    server.socket.end(1006);
    await pass(700);
    expect(server.said('page')).toEqual([
      { type: 'page', ...page },
      { type: 'page', ...page },
    ]);
  });
});

describe('who has the dialog', () => {
  it('follows the live frames and goes back when told', async () => {
    await open();
    const ann = { id: 3, name: 'Ann' };
    server.tell({ type: 'handoff_requested', dialog_id: 7, position: 2 });
    expect(session.getView()).toMatchObject({ state: 'queued', position: 2 });
    server.tell({ type: 'handoff_started', dialog_id: 7, manager: ann });
    expect(session.getView()).toMatchObject({ state: 'operator', manager: ann });
    expect(session.getView().position).toBeUndefined();
    server.tell({ type: 'handoff_ended', dialog_id: 7, to: 'assistant' });
    expect(session.getView().state).toBe('assistant');
    expect(session.getView().manager).toBeUndefined();
    server.tell({ type: 'dialog_closed', dialog_id: 7, by: 'manager' });
    expect(session.getView().state).toBe('closed');
  });

  it('asks for a person by REST and says why it cannot be', async () => {
    await open();
    const asking = session.requestHuman('please');
    await pass(50);
    await asking;
    expect(server.asked('POST', '/dialogs/7/handoff')[0]?.body).toEqual({ reason: 'please' });
    server.rest = { status: 409, body: { code: 'no_change', retryable: false } };
    const refused = expect(session.requestHuman()).rejects.toMatchObject({ status: 409, code: 'no_change' });
    await pass(50);
    await refused;
  });
});

it('a snapshot is on the screen at once and then brought up to date', async () => {
  await open();
  server.say('assistant', 'cached');
  const snapshot = JSON.parse(JSON.stringify(session.getView()));
  session.close();
  server.dialog().say('assistant', 'new');
  session = openDialog(server.endpoint(), { dialogId: 7, snapshot });
  expect(texts()).toEqual(['Hello', 'cached']);
  await pass(100);
  expect(texts()).toEqual(['Hello', 'cached', 'new']);
  expect(new URL(server.socket.url).searchParams.get('after')).toBe('2');
});
