import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type DialogSession, openDialog, type Status } from '../src/index.ts';
import { FakeServer, problem } from './fake/fake-server.ts';

let server: FakeServer;
let session: DialogSession;
let statuses: Status[];

beforeEach(() => {
  vi.useFakeTimers();
  server = new FakeServer();
  server.dialog().say('assistant', 'Hello');
  server.upgrades = 'refuse';
  server.streaming = 'greet';
});

afterEach(() => {
  session.close();
  vi.useRealTimers();
});

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
const texts = () => session.getView().entries.map(({ text }) => text);

/** Five refused attempts wait 0.5 + 1 + 2 + 4 s, the next transport 0.5 s; and 5 s make it a steady one. */
const UNTIL_STEADY_MS = 13_200;

async function open(more: Parameters<FakeServer['endpoint']>[0] = {}): Promise<void> {
  session = openDialog(server.endpoint(more), { dialogId: 7 });
  statuses = [];
  session.subscribe(() => {
    const status = session.getStatus();
    if (statuses.at(-1) !== status) statuses.push(status);
  });
  await pass(UNTIL_STEADY_MS);
}

describe('after five refused sockets', () => {
  it('a stream is the main line, with its proof in a header and not in the address', async () => {
    await open();
    expect(server.sockets).toHaveLength(5);
    expect(session.getStatus()).toBe('live');
    const asked = server.asked('GET', '/dialogs/7/events');
    expect(asked).toHaveLength(1);
    expect(asked[0]?.token).toBe('good');
    expect(server.stream.url.href).not.toContain('good');
    expect(Object.fromEntries(server.stream.url.searchParams)).toEqual({
      assistant_id: 'ast_1',
      after: '1',
      history_epoch: 'epoch-1',
    });
  });

  it('it brings what is said, and nothing is asked for meanwhile', async () => {
    await open();
    const asked = server.requests.length;
    server.say('assistant', 'over the stream');
    await pass(5);
    expect(texts()).toEqual(['Hello', 'over the stream']);
    await pass(10_000);
    // But for the mark that it arrived.
    expect(server.requests.slice(asked).map(({ path }) => path)).toEqual(['/dialogs/7/delivered']);
  });

  it('what is typed goes by POST and is one message', async () => {
    await open();
    session.post('mine');
    await pass(100);
    expect(session.getView().entries.at(-1)).toMatchObject({ text: 'mine', seq: 2, delivery: 'sent' });
    expect(texts()).toEqual(['Hello', 'mine']);
    await pass(10_000);
    expect(server.streams).toHaveLength(1);
  });

  it('comes back at its own place when it ends', async () => {
    await open();
    server.stream.end();
    server.dialog().say('assistant', 'while you were away');
    await pass(600);
    expect(server.stream.url.searchParams.get('after')).toBe('1');
    expect(session.getStatus()).toBe('live');
    expect(texts()).toEqual(['Hello', 'while you were away']);
  });
});

it.each([
  ['cut anywhere', 1],
  ['in pieces of seven', 7],
])('frames are read however their bytes fall: %s', async (_name, size) => {
  await open();
  const frame = server.dialog().say('assistant', 'Grüße — 漢字');
  const bytes = new TextEncoder().encode(
    `: a comment\r\nevent: message\r\nid: 2\r\ndata: ${JSON.stringify(frame)}\r\n\r\n`,
  );
  const [head, ...more] = JSON.stringify(server.dialog().say('assistant', 'two lines')).split(',');
  const parts = [bytes, new TextEncoder().encode(`data: ${head},\ndata:${more.join(',')}\n\ndata: {\n\n`)];
  for (const part of parts)
    for (let at = 0; at < part.length; at += size) server.stream.writeBytes(part.slice(at, at + size));
  await pass(5);
  expect(texts()).toEqual(['Hello', 'Grüße — 漢字', 'two lines']);
});

describe('a stream that is refused', () => {
  it('401: one new token, then live', async () => {
    let token = 'good';
    let renewals = 0;
    await open({
      token: () => token,
      onUnauthorized: async () => {
        renewals += 1;
        token = 'fresh';
        return true;
      },
    });
    server.token = 'fresh';
    server.tell({ type: 'error', code: 'unauthenticated', message: 'expired', retryable: false });
    server.stream.end();
    await pass(600);
    expect(renewals).toBe(1);
    expect(session.getStatus()).toBe('live');
    expect(server.asked('GET', '/dialogs/7/events').at(-1)?.token).toBe('fresh');
  });

  it('401 for the new token too: closed, no loop', async () => {
    await open({ onUnauthorized: async () => true });
    server.streaming = problem(401, 'unauthenticated');
    server.stream.end();
    await pass(120_000);
    expect(session.getClosedReason()).toBe('unauthorized');
    expect(server.asked('GET', '/dialogs/7/events')).toHaveLength(3);
  });

  it('404 in the server’s own words: closed', async () => {
    await open();
    server.streaming = problem(404, 'not_found');
    server.stream.end();
    await pass(600);
    expect(session.getClosedReason()).toBe('not_found');
  });

  it('429: polls at once, and knocks when it was told to', async () => {
    await open();
    server.streaming = problem(429, 'limit_reached', { retry_after_ms: 12_000 });
    server.stream.end();
    await pass(700);
    expect(session.getStatus()).toBe('polling');
    server.streaming = 'greet';
    await pass(11_500);
    expect(server.streams).toHaveLength(1);
    await pass(500);
    expect(server.streams).toHaveLength(2);
    expect(session.getStatus()).toBe('live');
  });

  it('503 with Retry-After: waits for it', async () => {
    await open();
    server.streaming = { status: 503, headers: { 'retry-after': '7' } };
    server.stream.end();
    await pass(700);
    server.streaming = 'greet';
    await pass(6_500);
    expect(server.streams).toHaveLength(1);
    await pass(500);
    expect(server.streams).toHaveLength(2);
  });

  it('by a page that is no stream: goes on by polling', async () => {
    server.streaming = { status: 200, body: 'please sign in to this network' };
    await open();
    await pass(20_000);
    expect(session.getStatus()).toBe('polling');
  });

  it('by a proxy that gives nothing on: 5 s each, five times, then polling is the main line', async () => {
    server.streaming = 'buffer';
    await open();
    await pass(5 * 5_000 + 15_500);
    expect(server.streams).toHaveLength(5);
    expect(server.openStreams).toHaveLength(0);
    expect(session.getStatus()).toBe('polling');
    server.say('assistant', 'by poll');
    await pass(3_100);
    expect(texts()).toEqual(['Hello', 'by poll']);
  });
});

describe('a stream that ends for a reason', () => {
  it('a restart: comes back when it was told to', async () => {
    await open();
    server.tell({ type: 'reconnect', retry_after_ms: 1_500, why: 'restarting' });
    server.stream.end();
    await pass(1_400);
    expect(server.streams).toHaveLength(1);
    await pass(200);
    expect(session.getStatus()).toBe('live');
  });

  it('the dialog is gone: forgets it', async () => {
    await open();
    server.tell({ type: 'error', code: 'not_found', message: 'gone', retryable: false });
    server.stream.end();
    await pass(60_000);
    expect(session.getClosedReason()).toBe('not_found');
    expect(server.streams).toHaveLength(1);
  });
});

describe('a stream that went silent', () => {
  it('is kept as long as its comments come', async () => {
    await open({ random: () => 0.999 });
    server.upgrades = 'refuse';
    await pass(300_000);
    expect(server.streams).toHaveLength(1);
    expect(session.getStatus()).toBe('live');
  });

  it('is left after heartbeat + 10 s', async () => {
    await open();
    server.stream.mute = true;
    server.dialog().say('assistant', 'unheard');
    await pass(35_500);
    expect(server.streams).toHaveLength(2);
    expect(texts()).toEqual(['Hello', 'unheard']);
  });

  it('is half-open when what was stored by POST is not told in 3 s', async () => {
    await open();
    server.stream.mute = true;
    server.dialog().say('assistant', 'unheard');
    session.post('mine');
    await pass(2_900);
    expect(server.streams).toHaveLength(1);
    await pass(800);
    expect(server.streams).toHaveLength(2);
    expect(session.getStatus()).toBe('live');
    expect(texts()).toEqual(['Hello', 'unheard', 'mine']);
  });

  it.each(['visible', 'online', 'restored'] as const)(
    'is replaced at once when the page is %s, and its status never leaves live',
    async (signal) => {
      await open();
      server.stream.mute = true;
      server.dialog().say('assistant', 'missed');
      statuses = [];
      server.page.signal(signal);
      await pass(100);
      expect(texts()).toEqual(['Hello', 'missed']);
      expect(server.streams.map(({ readyState }) => readyState)).toEqual([3, 1]);
      expect(statuses.filter((status) => status !== 'live' && status !== 'catching_up')).toEqual([]);
    },
  );

  it('is given up when a second one does not come up either', async () => {
    await open();
    server.stream.mute = true;
    server.streaming = 'buffer';
    server.page.signal('visible');
    await pass(5_100);
    expect(session.getStatus()).not.toBe('live');
    await pass(2_100);
    expect(session.getStatus()).toBe('polling');
  });
});

describe('the way back up', () => {
  it('a socket takes the stream’s place without a gap and without a word', async () => {
    await open();
    statuses = [];
    server.upgrades = 'greet';
    await pass(15_000);
    server.say('assistant', 'one');
    await pass(15_500);
    server.say('assistant', 'two');
    await pass(50);
    expect(server.open).toHaveLength(1);
    expect(server.openStreams).toHaveLength(0);
    expect(texts()).toEqual(['Hello', 'one', 'two']);
    expect(statuses.filter((status) => status !== 'live')).toEqual([]);
    const knocked = server.sockets.length;
    await pass(120_000);
    expect(server.sockets).toHaveLength(knocked);
  });

  it('is tried every 15 to 30 s for as long as it takes', async () => {
    await open();
    await pass(600_000);
    expect(server.sockets.length - 5).toBeGreaterThanOrEqual(19);
    expect(server.sockets.length - 5).toBeLessThanOrEqual(41);
    expect(server.streams).toHaveLength(1);
  });

  it('a socket that dies at once leads straight back to the stream', async () => {
    await open();
    server.upgrades = 'greet';
    await pass(25_500);
    expect(server.open).toHaveLength(1);
    server.socket.end(1006);
    await pass(600);
    expect(server.openStreams).toHaveLength(1);
    expect(session.getStatus()).toBe('live');
  });

  it('from polling, the socket and the stream are tried in turn', async () => {
    server.streaming = { status: 404 };
    await open();
    await pass(60_000);
    expect(session.getStatus()).toBe('polling');
    const [sockets, streams] = [server.sockets.length, server.asked('GET', '/dialogs/7/events').length];
    await pass(120_000);
    expect(server.sockets.length - sockets).toBe(2);
    expect(server.asked('GET', '/dialogs/7/events').length - streams).toBe(2);
    server.streaming = 'greet';
    await pass(60_000);
    expect(server.openStreams).toHaveLength(1);
    server.upgrades = 'greet';
    await pass(30_000);
    expect(server.open).toHaveLength(1);
    expect(server.openStreams).toHaveLength(0);
  });
});

it('while nothing at all answers the socket stays the first choice', async () => {
  server.rest = 'down';
  await open();
  await pass(120_000);
  server.upgrades = 'greet';
  server.rest = 'up';
  await pass(31_000);
  expect(server.open).toHaveLength(1);
  expect(server.streams).toHaveLength(0);
  expect(server.asked('GET', '/dialogs/7/events')).toHaveLength(0);
});

describe('asking again and again', () => {
  const waits = () => server.asked('GET', '/dialogs/7/messages').map(({ query }) => query.get('wait') ?? '0');

  beforeEach(async () => {
    server.streaming = { status: 404 };
    await open();
  });

  it('the server holds a question: 3 s at first, 25 s after a quiet minute, and is silent until something comes', async () => {
    await pass(120_000);
    expect(new Set(waits())).toEqual(new Set(['0', '3', '25']));
    const asked = server.requests.length;
    server.dialog().say('assistant', 'at last');
    await pass(100);
    expect(texts()).toEqual(['Hello', 'at last']);
    expect(server.requests.length - asked).toBeLessThan(8);
  });

  it('where held questions are cut it asks every 3 s, and is never called offline', async () => {
    statuses = [];
    server.cutsHeld = true;
    await pass(40_000);
    server.requests.length = 0;
    await pass(9_100);
    expect(waits()).toEqual(['0', '0', '0']);
    expect(statuses.filter((status) => status !== 'polling')).toEqual([]);
    server.cutsHeld = false;
    await pass(60_000);
    expect(waits().at(-1)).not.toBe('0');
  });

  it('where there is no place to wait it asks every 3 s, and is never called offline', async () => {
    statuses = [];
    server.refusesHeld = true;
    await pass(10_000);
    server.requests.length = 0;
    await pass(9_100);
    expect(waits()).toEqual(['0', '0', '0']);
    expect(statuses.filter((status) => status !== 'polling')).toEqual([]);
    server.refusesHeld = false;
    await pass(60_000);
    expect(waits().at(-1)).not.toBe('0');
  });

  it('a cut question is not mistaken for a working line', async () => {
    server.cutsHeld = true;
    server.rest = 'down';
    await pass(5_000);
    expect(session.getStatus()).toBe('offline');
  });
});

it('a machine that slept looks at once what it missed', async () => {
  server.upgrades = 'greet';
  await open();
  server.socket.mute = true;
  server.dialog().say('assistant', 'overslept');
  vi.setSystemTime(Date.now() + 3_600_000);
  await pass(5_000);
  expect(server.said('ping')).toHaveLength(1);
  await pass(2_100);
  expect(texts()).toEqual(['Hello', 'overslept']);
  expect(session.getStatus()).toBe('live');
});

it('a page that goes into the cache lets its line go, and takes it again', async () => {
  server.upgrades = 'greet';
  await open();
  server.page.signal('left');
  expect(server.open).toHaveLength(0);
  const asked = server.requests.length;
  await pass(10_000);
  expect(server.requests.length).toBe(asked);
  server.dialog().say('assistant', 'meanwhile');
  server.page.signal('restored');
  await pass(100);
  expect(texts()).toEqual(['Hello', 'meanwhile']);
  expect(session.getStatus()).toBe('live');
});

it('an attempt that began before the sleep is not waited for', async () => {
  server.upgrades = 'hang';
  session = openDialog(server.endpoint(), { dialogId: 7 });
  await pass(1_500);
  server.upgrades = 'greet';
  server.page.signal('online');
  await pass(50);
  expect(session.getStatus()).toBe('live');
});

it('after close no stream is left open', async () => {
  await open();
  session.close();
  expect(server.openStreams).toHaveLength(0);
  await pass(60_000);
  expect(vi.getTimerCount()).toBe(0);
});
