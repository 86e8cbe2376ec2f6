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

function open(): void {
  session = openDialog(server.endpoint(), { dialogId: 7 });
}

describe('a socket that went silent', () => {
  it('is asked after heartbeat + 10 s, and left after 5 s more', async () => {
    open();
    await pass(100);
    const [first] = server.sockets;
    if (!first) throw new Error('no socket');
    first.mute = true;
    await pass(34_900);
    expect(server.said('ping')).toHaveLength(0);
    await pass(200);
    expect(server.said('ping')).toHaveLength(1);
    await pass(5_000);
    expect(first.readyState).toBe(3);
    await pass(600);
    expect(session.getStatus()).toBe('live');
  });

  it('is kept if it answers', async () => {
    open();
    await pass(200_000);
    expect(server.said('ping').length).toBeGreaterThan(3);
    expect(server.sockets).toHaveLength(1);
  });

  it('is read otherwise, too, from half a second after it was asked in vain', async () => {
    open();
    await pass(6_000);
    server.socket.mute = true;
    server.dialog().say('assistant', 'over there');
    server.page.signal('visible');
    await pass(400);
    expect(texts()).toEqual(['Hello']);
    await pass(200);
    expect(texts()).toEqual(['Hello', 'over there']);
    expect(session.getStatus()).toBe('live');
  });

  it('is not read otherwise if it answers', async () => {
    open();
    await pass(6_000);
    server.requests.length = 0;
    for (let n = 0; n < 20; n += 1) {
      server.page.signal('visible');
      await pass(1_000);
    }
    expect(server.requests).toEqual([]);
  });

  it('is not declared dead by a timer that was itself late', async () => {
    open();
    await pass(35_200);
    expect(server.said('ping')).toHaveLength(1);
    server.socket.mute = true;
    await pass(34_900);
    // The machine sleeps for an hour: wall time jumps, and the timers fire late.
    vi.setSystemTime(Date.now() + 3_600_000);
    await pass(200);
    server.socket.mute = false;
    await pass(5_000);
    expect(server.sockets).toHaveLength(1);
    expect(session.getStatus()).toBe('live');
  });

  it.each(['visible', 'online', 'restored'] as const)(
    'is probed at once when the page is %s',
    async (signal) => {
      open();
      await pass(100);
      const [first] = server.sockets;
      if (!first) throw new Error('no socket');
      first.mute = true;
      server.page.signal(signal);
      expect(server.said('ping')).toHaveLength(1);
      await pass(2_100);
      expect(first.readyState).toBe(3);
      await pass(600);
      expect(session.getStatus()).toBe('live');
    },
  );

  it('is not thought alive for what had come before the sleep and was read after it', async () => {
    open();
    await pass(100);
    const [first] = server.sockets;
    if (!first) throw new Error('no socket');
    first.mute = true;
    server.page.signal('restored');
    first.mute = false;
    server.say('assistant', 'From before.');
    first.tell({ type: 'pong', nonce: 'of an earlier question' });
    first.mute = true;
    await pass(2_100);
    expect(first.readyState).toBe(3);
  });

  it('is thought alive while it goes on to bring something, be the answer late', async () => {
    open();
    await pass(100);
    const [first] = server.sockets;
    if (!first) throw new Error('no socket');
    first.mute = true;
    server.page.signal('visible');
    await pass(1_500);
    first.mute = false;
    server.say('assistant', 'A long history is on its way.');
    await pass(1_000);
    expect(first.readyState).toBe(1);
  });

  it('is given up quickly when the page goes offline', async () => {
    open();
    await pass(100);
    server.socket.mute = true;
    server.upgrades = 'refuse';
    server.rest = 'down';
    server.page.signal('offline');
    await pass(1_000);
    expect(session.getStatus()).toBe('offline');
    server.upgrades = 'greet';
    server.rest = 'up';
    server.page.signal('online');
    await pass(100);
    expect(session.getStatus()).toBe('live');
  });
});

describe('a hidden page', () => {
  it('of a visitor gives its socket back after 60 s and takes it again when seen', async () => {
    open();
    await pass(100);
    server.page.signal('hidden');
    await pass(59_000);
    expect(server.open).toHaveLength(1);
    await pass(2_000);
    expect(server.open).toHaveLength(0);
    server.dialog().say('assistant', 'are you there?');
    await pass(31_000);
    expect(texts()).toContain('are you there?');
    server.page.signal('visible');
    await pass(100);
    expect(session.getStatus()).toBe('live');
  });

  it('that is seen again in time keeps it', async () => {
    open();
    await pass(100);
    server.page.signal('hidden');
    await pass(50_000);
    server.page.signal('visible');
    await pass(60_000);
    expect(server.sockets).toHaveLength(1);
  });
});
