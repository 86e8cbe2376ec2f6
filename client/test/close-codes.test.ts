import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type ClosedReason, type DialogSession, openDialog } from '../src/index.ts';
import { FakeServer, problem } from './fake/fake-server.ts';

interface Reaction {
  code: number;
  /** Closed for good, for this reason. */
  closed?: ClosedReason;
  /** One new token is asked for. */
  renews?: boolean;
  /** Comes back by itself within this time of a single close in mid-dialog. */
  backWithinMs?: number;
  /** Reads by polling at once, not only when there was no greeting for 2 s. */
  pollsAtOnce?: boolean;
  /** What was on its way then is not sent again. */
  forgetsFrame?: boolean;
}

/** The protocol's table, and the codes that browsers give where the server gave none. */
const table: Reaction[] = [
  { code: 1000, backWithinMs: 600 },
  { code: 1001, backWithinMs: 600 },
  { code: 1005, backWithinMs: 600 },
  { code: 1006, backWithinMs: 600 },
  { code: 1009, backWithinMs: 600, forgetsFrame: true },
  { code: 1011, backWithinMs: 600 },
  { code: 1012, backWithinMs: 600 },
  { code: 4001, backWithinMs: 600, renews: true },
  { code: 4003, closed: 'session_ended' },
  { code: 4004, closed: 'not_found' },
  { code: 4005, backWithinMs: 600 },
  { code: 4008, backWithinMs: 600 },
  { code: 4029, backWithinMs: 30_100, pollsAtOnce: true },
  { code: 4999, backWithinMs: 600 },
];

let server: FakeServer;
let session: DialogSession;
let renewals: number;

beforeEach(() => {
  vi.useFakeTimers();
  renewals = 0;
  server = new FakeServer();
  server.dialog().say('assistant', 'Hello');
});

afterEach(() => {
  session.close();
  vi.useRealTimers();
});

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
const texts = () => session.getView().entries.map(({ text }) => text);
const attempts = () => server.sockets.length + server.asked('GET', '/dialogs/7/events').length;

function open(more: Parameters<FakeServer['endpoint']>[0] = {}): void {
  const renewing = { onUnauthorized: async () => ++renewals > 0 };
  session = openDialog(server.endpoint({ ...renewing, ...more }), { dialogId: 7 });
}

describe.each(table)('$code', ({ code, closed, renews, backWithinMs = 0, pollsAtOnce, forgetsFrame }) => {
  it('once, in mid-dialog', async () => {
    open();
    await pass(6_000);
    server.closesAtMessage = code;
    if (closed) server.rest = problem(404, 'not_found');
    const id = session.post('on its way');
    await pass(15);
    server.closesAtMessage = undefined;
    server.dialog().say('assistant', 'meanwhile');
    expect(server.sockets[0]?.readyState).toBe(3);

    await pass(50);
    expect(server.asked('GET', '/generations').length > 0).toBe(pollsAtOnce === true);
    await pass(backWithinMs);
    expect(renewals).toBe(renews ? 1 : 0);
    expect(session.getClosedReason()).toBe(closed);
    if (!closed) expect([session.getStatus(), server.sockets.length]).toEqual(['live', 2]);
    if (!closed) expect(texts()).toEqual(expect.arrayContaining(['Hello', 'meanwhile', 'on its way']));

    await pass(60_000);
    expect(server.sockets).toHaveLength(closed ? 1 : 2);
    const own = server.dialog().items.filter((item) => item.type === 'message' && item.client_id === id);
    expect(own).toHaveLength(closed || forgetsFrame ? 0 : 1);
    const mine = session.getView().entries.find(({ clientId }) => clientId === id);
    expect(mine?.delivery).toBe(closed || forgetsFrame ? 'failed' : 'sent');
  });

  it.each(['before hello', 'after hello'])('again and again, %s: no loop', async (when) => {
    if (when === 'before hello') server.upgrades = code;
    open();
    for (let second = 0; second < 600; second += 1) {
      if (when === 'after hello') for (const socket of server.open) socket.end(code);
      await pass(1_000);
    }
    expect(session.getClosedReason()).toBe(closed ?? (renews ? 'unauthorized' : undefined));
    // Ten minutes: five quick ones on each transport, then one in 30 s.
    expect(attempts()).toBeLessThanOrEqual(session.getStatus() === 'closed' ? 2 : 40);
    if (session.getStatus() === 'closed') return;
    expect(attempts()).toBeGreaterThanOrEqual(18);
    server.upgrades = 'greet';
    await pass(62_000);
    expect(session.getStatus()).toBe('live');
  });
});

it('told to come back at once, again and again: no loop', async () => {
  open();
  for (let round = 0; round < 600; round += 1) {
    server.tell({ type: 'reconnect', retry_after_ms: 0, why: 'too slow' });
    for (const socket of server.open) socket.end(1012);
    await pass(1_000);
  }
  expect(attempts()).toBeLessThanOrEqual(40);
});

describe('told more closely', () => {
  it('4001: one new token, then live', async () => {
    let renewals = 0;
    server.token = 'fresh';
    let token = 'stale';
    open({
      token: () => token,
      onUnauthorized: async () => {
        renewals += 1;
        token = 'fresh';
        return true;
      },
    });
    await pass(1_000);
    expect(renewals).toBe(1);
    expect(session.getStatus()).toBe('live');
  });

  it('4001 for the new token too: closed, no loop', async () => {
    let renewals = 0;
    server.upgrades = 4001;
    open({ onUnauthorized: async () => ++renewals > 0 });
    await pass(120_000);
    expect(renewals).toBe(1);
    expect(server.sockets).toHaveLength(2);
    expect(session.getStatus()).toBe('closed');
    expect(session.getClosedReason()).toBe('unauthorized');
  });

  it('4001 while the renewal has no network: tried again later', async () => {
    let renewals = 0;
    server.upgrades = 4001;
    open({
      onUnauthorized: async () => {
        renewals += 1;
        if (renewals === 1) throw new TypeError('offline');
        server.upgrades = 'greet';
        return true;
      },
    });
    await pass(5_000);
    expect(renewals).toBe(2);
    expect(session.getStatus()).toBe('live');
  });

  it('a restart: comes back when it was told to', async () => {
    open();
    await pass(100);
    server.tell({ type: 'reconnect', retry_after_ms: 1_500, why: 'restarting' });
    server.socket.end(1012);
    await pass(1_400);
    expect(server.sockets).toHaveLength(1);
    await pass(200);
    expect(session.getStatus()).toBe('live');
  });
});
