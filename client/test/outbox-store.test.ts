import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type DialogSession, memoryOutbox, type OutboxStore, openDialog } from '../src/index.ts';
import { FakeServer } from './fake/fake-server.ts';

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

describe('across a reload', () => {
  it('what was not confirmed is shown and sent', async () => {
    server.upgrades = 'refuse';
    server.rest = 'down';
    await open();
    session.post('one');
    session.post('two');
    await pass(50);
    session.close();
    server.upgrades = 'greet';
    server.rest = 'up';
    await open();
    expect(shown()).toEqual(['one: sent', 'two: sent']);
    expect(stored()).toEqual(['one', 'two']);
  });

  it('what the server has already is one message', async () => {
    await open();
    server.acks = false;
    session.post('hi');
    await pass(50);
    session.close();
    expect(stored()).toEqual(['hi']);
    server.acks = true;
    await open();
    await pass(100);
    expect(shown()).toEqual(['hi: sent']);
    expect(stored()).toEqual(['hi']);
    expect(await outbox.all()).toEqual([]);
  });

  it('what was refused is shown as refused, and waits for a person', async () => {
    const failure = { code: 'text_too_long', retryable: false };
    await outbox.put({ clientId: 'x', dialogId: 7, text: 'too long', created: 1, attempts: 1, failure });
    await open();
    expect(shown()).toEqual(['too long: failed']);
    expect(stored()).toEqual([]);
    session.retry('x');
    await pass(100);
    expect(shown()).toEqual(['too long: sent']);
  });

  it('no more than 200 of one dialog are kept, and yet all are sent', async () => {
    server.upgrades = 'refuse';
    server.rest = 'down';
    await open();
    for (let n = 0; n < 250; n += 1) session.post(`n${n}`);
    await pass(50);
    expect(await outbox.all()).toHaveLength(200);
    server.rest = 'up';
    server.upgrades = 'greet';
    await pass(60_000);
    expect(stored()).toHaveLength(250);
    expect(await outbox.all()).toEqual([]);
  });

  it('what belongs to another dialog is left alone', async () => {
    await outbox.put({ clientId: 'other', dialogId: 8, text: 'elsewhere', created: 1, attempts: 0 });
    await open();
    expect(shown()).toEqual([]);
    expect(await outbox.all()).toHaveLength(1);
  });
});

describe('when another tab took it out of the store', () => {
  const id = '3f2504e0-4f89-41d3-9a0c-0305e82c3301';

  beforeEach(async () => {
    outbox = { all: async () => [], put: async () => {}, remove: async () => {} };
    await open();
  });

  it('because it sent it, it is not sent again', async () => {
    server.dialog().post('user', id, 'hi');
    session.post('hi', id);
    await pass(100);
    expect(server.said('message')).toHaveLength(0);
    expect(shown()).toEqual(['hi: sent']);
  });

  it('because it was discarded there, it goes here too', async () => {
    session.post('hi', id);
    await pass(100);
    expect(server.said('message')).toHaveLength(0);
    expect(shown()).toEqual([]);
  });
});

it('what was left behind goes before what is typed now', async () => {
  await outbox.put({ clientId: 'old', dialogId: 7, text: 'old', created: 1, attempts: 3 });
  session = openDialog(server.endpoint(), { dialogId: 7, outbox });
  session.post('new');
  await pass(100);
  expect(stored()).toEqual(['old', 'new']);
});

it('a store that hangs holds nothing up for long', async () => {
  const hanging = () => new Promise<never>(() => {});
  outbox = { all: hanging, put: hanging, remove: hanging };
  await open();
  session.post('hi');
  await pass(1_100);
  expect(shown()).toEqual(['hi: sent']);
});

it('a listener that throws disturbs nobody', async () => {
  const complaint = vi.spyOn(console, 'error').mockImplementation(() => {});
  await open();
  let told = 0;
  session.subscribe(() => {
    throw new Error('broken screen');
  });
  session.subscribe(() => {
    told += 1;
  });
  session.post('hi');
  await pass(100);
  expect(shown()).toEqual(['hi: sent']);
  expect(told).toBeGreaterThan(0);
  session.close();
  complaint.mockRestore();
});

it('a store that throws costs nothing but the reload', async () => {
  const broken = () => Promise.reject(new DOMException('no storage', 'SecurityError'));
  outbox = { all: broken, put: broken, remove: broken };
  await open();
  session.post('hi');
  await pass(50);
  expect(shown()).toEqual(['hi: sent']);
});
