import { beforeEach, describe, expect, it, vi } from 'vitest';
import {
  begin,
  forgetStatuses,
  open,
  pass,
  server,
  session,
  statuses,
  texts,
} from './fake/refused-sockets.ts';

describe('the way back up', () => {
  it('a socket takes the stream’s place without a gap and without a word', async () => {
    await open();
    forgetStatuses();
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
    forgetStatuses();
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
    forgetStatuses();
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
  begin();
  await pass(1_500);
  server.upgrades = 'greet';
  server.page.signal('online');
  await pass(50);
  expect(session.getStatus()).toBe('live');
});
