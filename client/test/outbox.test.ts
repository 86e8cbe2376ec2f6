import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type DialogSession, memoryOutbox, type OutboxStore, openDialog } from '../src/index.ts';
import { FakeServer, problem } from './fake/fake-server.ts';

let server: FakeServer;
let session: DialogSession;
let outbox: OutboxStore;

beforeEach(() => {
  vi.useFakeTimers();
  server = new FakeServer();
  server.dialog();
  outbox = memoryOutbox();
});

afterEach(() => {
  session.close();
  vi.useRealTimers();
});

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
const shown = () => session.getView().entries.map(({ text, delivery }) => `${text}: ${delivery}`);
const stored = () => server.dialog().items.map((item) => item.text);

async function open(): Promise<void> {
  session = openDialog(server.endpoint(), { dialogId: 7, outbox });
  await pass(100);
}

describe('on a good line', () => {
  beforeEach(open);

  it('shows at once, is stored before it is sent, and leaves the store at ack', async () => {
    const id = session.post('hi');
    expect(shown()).toEqual(['hi: sending']);
    expect(server.said('message')).toHaveLength(0);
    await pass(5);
    expect(await outbox.all()).toMatchObject([{ clientId: id, dialogId: 7, text: 'hi', attempts: 1 }]);
    await pass(50);
    expect(shown()).toEqual(['hi: sent']);
    expect(await outbox.all()).toEqual([]);
    expect(stored()).toEqual(['hi']);
  });

  it('keeps the bubble’s key from the first moment on', async () => {
    session.post('hi');
    const key = session.getView().entries[0]?.key;
    await pass(50);
    expect(session.getView().entries[0]).toMatchObject({ key, seq: 1, id: 1001 });
  });

  it('goes in order, one in flight', async () => {
    server.acks = false;
    for (const text of ['one', 'two', 'three']) session.post(text);
    await pass(50);
    expect(server.said('message').map(({ text }) => text)).toEqual(['one']);
    const first = server.said('message')[0]?.client_id ?? '';
    server.acks = true;
    server.tell({
      type: 'ack',
      dialog_id: 7,
      client_id: first,
      ...server.dialog().post('user', first, 'one'),
    });
    await pass(100);
    expect(stored()).toEqual(['one', 'two', 'three']);
    expect(shown()).toEqual(['one: sent', 'two: sent', 'three: sent']);
  });

  it('the same id twice is one message', async () => {
    const id = '3F2504E0-4F89-41D3-9A0C-0305E82C3301';
    session.post('hi', id);
    session.post('hi', id);
    await pass(50);
    expect(stored()).toEqual(['hi']);
    expect(session.getView().entries).toHaveLength(1);
  });

  it('others’ messages in between do not break the order', async () => {
    session.post('mine');
    server.say('assistant', 'faster');
    await pass(50);
    expect(session.getView().entries.map(({ text, seq }) => `${seq} ${text}`)).toEqual([
      '1 faster',
      '2 mine',
    ]);
    expect(session.getView().lastSeq).toBe(2);
  });
});

describe('when the socket takes and confirms nothing', () => {
  it('goes by POST under the same id after 3 s, and the half-open socket is dropped', async () => {
    await open();
    server.acks = false;
    const id = session.post('hi');
    await pass(2_900);
    expect(server.asked('POST', '/dialogs/7/messages')).toHaveLength(0);
    const [first] = server.sockets;
    await pass(200);
    expect(server.asked('POST', '/dialogs/7/messages')[0]?.body).toEqual({ client_id: id, text: 'hi' });
    expect(first?.readyState).toBe(3);
    expect(shown()).toEqual(['hi: sent']);
    expect(stored()).toEqual(['hi']);
    await pass(600);
    expect(session.getStatus()).toBe('live');
  });

  it('keeps the socket if POST does not work either', async () => {
    await open();
    server.acks = false;
    server.rest = 'down';
    session.post('hi');
    await pass(3_200);
    expect(server.open).toHaveLength(1);
    expect(shown()).toEqual(['hi: sending']);
  });

  it('an ack that the line swallowed makes no second message', async () => {
    await open();
    server.acks = false;
    session.post('hi');
    await pass(20);
    server.socket.end(1006);
    await pass(1_000);
    expect(stored()).toEqual(['hi']);
    expect(shown()).toEqual(['hi: sent']);
  });
});

describe('without a socket', () => {
  it('goes by POST', async () => {
    server.upgrades = 'refuse';
    await open();
    session.post('hi');
    await pass(50);
    expect(shown()).toEqual(['hi: sent']);
    expect(server.asked('POST', '/dialogs/7/messages')).toHaveLength(1);
  });

  it('waits for the network and sends once', async () => {
    server.upgrades = 'refuse';
    server.rest = 'down';
    await open();
    session.post('one');
    session.post('two');
    await pass(60_000);
    expect(shown()).toEqual(['one: sending', 'two: sending']);
    server.upgrades = 'greet';
    server.rest = 'up';
    await pass(31_000);
    expect(shown()).toEqual(['one: sent', 'two: sent']);
    expect(stored()).toEqual(['one', 'two']);
  });

  it('obeys retry_after_ms', async () => {
    server.upgrades = 'refuse';
    await open();
    server.answers = (method, path) =>
      method === 'POST' && path.endsWith('/messages')
        ? problem(429, 'rate_limited', { retryable: true, retry_after_ms: 20_000 })
        : undefined;
    session.post('hi');
    await pass(50);
    server.answers = undefined;
    server.requests.length = 0;
    // Polling answers do not push a message that was told to wait.
    await pass(19_000);
    expect(server.asked('POST', '/dialogs/7/messages')).toHaveLength(0);
    await pass(2_000);
    expect(shown()).toEqual(['hi: sent']);
  });
});

describe('what is refused', () => {
  it('for good fails with its reason, stays stored, and lets the next pass', async () => {
    await open();
    server.acks = false;
    const id = session.post('far too long');
    session.post('short');
    await pass(15);
    server.acks = true;
    server.dialog().items.pop();
    const refusal = { type: 'error', code: 'text_too_long', message: 'too long', retryable: false } as const;
    server.tell({ ...refusal, client_id: id });
    await pass(100);
    expect(session.getView().entries.find(({ clientId }) => clientId === id)).toMatchObject({
      delivery: 'failed',
      failure: { code: 'text_too_long', retryable: false },
    });
    expect((await outbox.all()).map(({ text, failure }) => [text, failure?.code])).toEqual([
      ['far too long', 'text_too_long'],
    ]);
    expect(shown()).toContain('short: sent');
    session.retry(id);
    await pass(100);
    expect(shown()).toContain('far too long: sent');
    expect(await outbox.all()).toEqual([]);
  });

  it('for now is sent again', async () => {
    await open();
    server.acks = false;
    const id = session.post('hi');
    await pass(15);
    server.acks = true;
    server.dialog().items.pop();
    server.tell({
      type: 'error',
      code: 'unavailable',
      message: 'busy',
      retryable: true,
      retry_after_ms: 700,
      client_id: id,
    });
    await pass(600);
    expect(shown()).toEqual(['hi: sending']);
    await pass(200);
    expect(shown()).toEqual(['hi: sent']);
  });

  it('by POST is failed with the code of the problem', async () => {
    server.upgrades = 'refuse';
    await open();
    server.answers = (method) => (method === 'POST' ? problem(409, 'dialog_closed') : undefined);
    session.post('hi');
    await pass(50);
    expect(session.getView().entries[0]).toMatchObject({
      delivery: 'failed',
      failure: { code: 'dialog_closed' },
    });
  });

  it('too large for a frame is not sent again', async () => {
    await open();
    server.acks = false;
    session.post('huge');
    await pass(5);
    server.socket.end(1009);
    server.dialog().items.length = 0;
    await pass(10_000);
    expect(session.getView().entries[0]).toMatchObject({
      delivery: 'failed',
      failure: { code: 'payload_too_large' },
    });
    expect(server.said('message')).toHaveLength(1);
    expect(server.asked('POST', '/dialogs/7/messages')).toHaveLength(0);
  });

  it('can be discarded', async () => {
    server.upgrades = 'refuse';
    server.rest = 'down';
    await open();
    const id = session.post('never mind');
    await pass(50);
    session.discard(id);
    server.rest = 'up';
    await pass(40_000);
    expect(session.getView().entries).toEqual([]);
    expect(await outbox.all()).toEqual([]);
    expect(stored()).toEqual([]);
  });
});

it('says that nothing is sent any more once the line is closed for good', async () => {
  server.upgrades = 'refuse';
  server.rest = 'down';
  await open();
  session.post('before');
  await pass(50);
  server.upgrades = 4003;
  await pass(5_000);
  session.post('after');
  await pass(50);
  expect(session.getStatus()).toBe('closed');
  expect(shown()).toEqual(['before: failed', 'after: failed']);
  expect(session.getView().entries[0]?.failure).toEqual({ code: 'session_ended', retryable: true });
  expect((await outbox.all()).map(({ text, failure }) => [text, failure])).toEqual([
    ['before', undefined],
    ['after', undefined],
  ]);
});
