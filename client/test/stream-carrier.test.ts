import { describe, expect, it, vi } from 'vitest';
import { problem } from './fake/fake-server.ts';
import { forgetStatuses, open, pass, server, session, statuses, texts } from './fake/refused-sockets.ts';

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
      forgetStatuses();
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

it('after close no stream is left open', async () => {
  await open();
  session.close();
  expect(server.openStreams).toHaveLength(0);
  await pass(60_000);
  expect(vi.getTimerCount()).toBe(0);
});
