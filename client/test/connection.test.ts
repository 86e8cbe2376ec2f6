import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type DialogSession, openDialog, type Status } from '../src/index.ts';
import { FakeServer } from './fake/fake-server.ts';

let server: FakeServer;
let session: DialogSession;
let statuses: Status[];

beforeEach(() => {
  vi.useFakeTimers();
  server = new FakeServer();
  server.dialog().say('assistant', 'Hello');
});

afterEach(() => {
  session.close();
  vi.useRealTimers();
});

function open(more: Parameters<FakeServer['endpoint']>[0] = {}): DialogSession {
  session = openDialog(server.endpoint(more), { dialogId: 7 });
  statuses = [session.getStatus()];
  session.subscribe(() => {
    const status = session.getStatus();
    if (statuses.at(-1) !== status) statuses.push(status);
  });
  return session;
}

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
const texts = () => session.getView().entries.map(({ text }) => text);

describe('the way up', () => {
  it('proves itself by the sub-protocol and names the assistant', async () => {
    open();
    await pass(100);
    expect(server.socket.protocols).toEqual(['tandem.v1', 'bearer.good']);
    const url = new URL(server.socket.url);
    expect(url.protocol).toBe('wss:');
    expect(url.pathname).toBe('/ws/widget/dialogs/7');
    expect(url.searchParams.get('assistant_id')).toBe('ast_1');
    expect(server.socket.url).not.toContain('good');
  });

  it('is live when greeted and caught up', async () => {
    open();
    await pass(100);
    expect(session.getStatus()).toBe('live');
    expect(statuses[0]).toBe('connecting');
    expect(texts()).toEqual(['Hello']);
  });

  it('comes back at its own place and misses nothing', async () => {
    open();
    await pass(100);
    server.socket.end(1006);
    server.dialog().say('assistant', 'while you were away');
    await pass(600);
    expect(new URL(server.socket.url).searchParams.get('after')).toBe('1');
    expect(new URL(server.socket.url).searchParams.get('history_epoch')).toBe('epoch-1');
    expect(session.getStatus()).toBe('live');
    expect(texts()).toEqual(['Hello', 'while you were away']);
  });

  it('ignores what is no frame and what it does not know', async () => {
    open();
    await pass(100);
    for (const raw of [
      '',
      '{',
      '[]',
      '"x"',
      '{"type":7}',
      '{"type":"from_the_future"}',
      new ArrayBuffer(3),
    ]) {
      server.socket.tellRaw(raw);
    }
    expect(session.getStatus()).toBe('live');
  });
});

describe('without a socket', () => {
  it('reads by polling from the first failed attempt', async () => {
    server.upgrades = 'refuse';
    open();
    await pass(100);
    expect(session.getStatus()).toBe('polling');
    server.dialog().say('manager', 'by poll');
    await pass(3_100);
    expect(texts()).toEqual(['Hello', 'by poll']);
  });

  it('asks again soon where the network comes back a moment after it was announced', async () => {
    server.upgrades = 'refuse';
    open();
    await pass(100);
    server.page.signal('offline');
    server.rest = 'down';
    await pass(20_000);
    server.dialog().say('manager', 'missed');
    server.page.signal('online');
    await pass(200);
    server.rest = 'up';
    await pass(700);
    expect(texts()).toEqual(['Hello', 'missed']);
  });

  it('reads by polling after 2 s without hello', async () => {
    server.upgrades = 'mute';
    open();
    await pass(1_900);
    expect(server.asked('GET', '/generations')).toHaveLength(0);
    await pass(300);
    expect(session.getStatus()).toBe('polling');
  });

  it('gives an attempt 5 s', async () => {
    server.upgrades = 'hang';
    open();
    await pass(4_900);
    expect(server.sockets).toHaveLength(1);
    await pass(100 + 500 + 20);
    expect(server.sockets).toHaveLength(2);
    expect(server.sockets[0]?.readyState).toBe(3);
  });

  it('climbs back to the socket and stops polling', async () => {
    server.upgrades = 'refuse';
    open();
    await pass(3_000);
    server.upgrades = 'greet';
    await pass(5_000);
    expect(session.getStatus()).toBe('live');
    const asked = server.requests.length;
    await pass(20_000);
    expect(server.requests.length).toBe(asked);
  });

  it('backs off doubling to 30 s on each transport, and goes on for ever', async () => {
    server.upgrades = 'refuse';
    open();
    const attempts = () => server.sockets.length + server.asked('GET', '/dialogs/7/events').length;
    const born: number[] = [];
    const start = Date.now();
    for (let seen = 0; Date.now() - start < 200_000; ) {
      await pass(10);
      if (attempts() > seen) {
        seen = attempts();
        born.push(Date.now() - start);
      }
    }
    const gaps = born.slice(1).map((at, index) => at - (born[index] ?? 0));
    const sockets = [500, 1_000, 2_000, 4_000];
    const streams = [500, 1_000, 2_000, 4_000, 8_000];
    for (const [index, gap] of [...sockets, ...streams, 30_000, 30_000, 30_000].entries()) {
      expect(gaps[index]).toBeGreaterThanOrEqual(gap);
      expect(gaps[index]).toBeLessThanOrEqual(gap + 40);
    }
  });

  it('spreads its attempts over the whole wait', async () => {
    server.upgrades = 'refuse';
    open({ random: () => 0 });
    await pass(100);
    expect(server.sockets.length).toBeGreaterThan(3);
  });

  it('says offline when nothing answers, and comes back by itself', async () => {
    server.upgrades = 'refuse';
    server.rest = 'down';
    open();
    await pass(100);
    expect(session.getStatus()).toBe('offline');
    server.rest = 'up';
    await pass(10_000);
    expect(session.getStatus()).toBe('polling');
  });

  it('does not fall for a server that greets and dies at once', async () => {
    open();
    for (let round = 0; round < 40; round += 1) {
      await pass(500);
      for (const socket of server.open) socket.end(1006);
    }
    // 20 s: 0, 0.5, 1, 2, 4, 8 s of waiting, not forty attempts.
    expect(server.sockets.length).toBeLessThan(9);
  });
});

it('after close nothing is left running', async () => {
  open();
  await pass(100);
  session.close();
  const asked = server.requests.length;
  await pass(300_000);
  expect(session.getStatus()).toBe('closed');
  expect(vi.getTimerCount()).toBe(0);
  expect(server.requests.length).toBe(asked);
});
