import fc from 'fast-check';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type DialogSession, memoryOutbox, openDialog } from '../src/index.ts';
import { FakeServer } from './fake/fake-server.ts';

const SWITCHES = Number(process.env.SWITCHES ?? 60);

/** What gets through, best first. Where nothing does, what is typed waits. */
const networks = ['socket', 'stream', 'held questions', 'questions', 'nothing'] as const;
type Network = (typeof networks)[number];

let server: FakeServer;
let session: DialogSession;

beforeEach(() => {
  vi.useFakeTimers();
  server = new FakeServer();
});

afterEach(() => {
  session.close();
  vi.useRealTimers();
});

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

/** The way by which frames come in at this moment. */
function carrying(): Network {
  const status = session.getStatus();
  if (status === 'offline' || status === 'connecting') return 'nothing';
  if (status === 'polling') return server.cutsHeld ? 'questions' : 'held questions';
  return server.open.some(({ mute }) => !mute) ? 'socket' : 'stream';
}

/** Cuts what is open, or lets it stay half-open, and lets through only what this network lets through. */
function become(network: Network, halfOpen: boolean): void {
  for (const line of [...server.open, ...server.openStreams]) {
    if (halfOpen) line.mute = true;
    else if ('protocols' in line) line.end(1006);
    else line.end();
  }
  const rank = networks.indexOf(network);
  server.upgrades = rank === 0 ? 'greet' : 'refuse';
  server.streaming = rank <= 1 ? 'greet' : { status: 502 };
  server.cutsHeld = rank >= 3;
  server.rest = rank === 4 ? 'down' : 'up';
}

/** Waits that are spread, and the same at every run. */
function jitter(): () => number {
  let state = 11;
  return () => {
    state = (state * 16_807) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

interface Turn {
  network: Network;
  halfOpen: boolean;
  theirs: number;
  mine: number;
  stayMs: number;
}

const turn: fc.Arbitrary<Turn> = fc.record({
  network: fc.constantFrom(...networks),
  halfOpen: fc.boolean(),
  theirs: fc.nat({ max: 2 }),
  mine: fc.nat({ max: 2 }),
  // From a moment, in which nothing settles, to long enough for any way to be found.
  stayMs: fc.oneof(fc.nat({ max: 2_000 }), fc.integer({ min: 15_000, max: 90_000 })),
});

it(`${SWITCHES} switches between all transports: no gap, no double, nothing typed is lost`, async () => {
  const outbox = memoryOutbox();
  session = openDialog(server.endpoint({ random: jitter() }), { dialogId: server.dialog().id, outbox });
  const seen = new Set<Network>();
  const typed: string[] = [];
  const faults: string[] = [];
  let switches = 0;
  let now = carrying();
  session.subscribe(() => {
    // The end of the list at every change; the whole of it is compared below.
    const { entries, lastSeq } = session.getView();
    const shown = entries.slice(-80);
    const numbers = shown.flatMap(({ seq }) => seq ?? []);
    // An own message may be confirmed ahead of what is still being fetched, and stands in its place.
    const isFault = (seq: number, before: number) => seq <= before || (seq <= lastSeq && seq !== before + 1);
    if (numbers.some((seq, at) => at > 0 && isFault(seq, numbers[at - 1] ?? 0))) faults.push(`${numbers}`);
    const keys = shown.map(({ key, clientId }) => clientId ?? key);
    if (new Set(keys).size !== keys.length) faults.push(`${keys}`);
  });
  const turns = fc.sample(turn, { numRuns: SWITCHES * 3, seed: 11 });
  for (const { network, halfOpen, theirs, mine, stayMs } of turns) {
    if (switches >= SWITCHES) break;
    become(network, halfOpen);
    for (let n = 0; n < theirs; n += 1) server.say('assistant', `theirs ${server.dialog().lastSeq}`);
    for (let n = 0; n < mine; n += 1) typed.push(session.post(`mine ${typed.length}`));
    await pass(stayMs);
    const next = carrying();
    if (next !== now) switches += 1;
    now = next;
    seen.add(next);
    // Whatever was typed is on the screen at every moment.
    const shown = new Set(session.getView().entries.map(({ clientId }) => clientId));
    expect(typed.slice(-20).filter((id) => !shown.has(id))).toEqual([]);
    expect(faults).toEqual([]);
  }
  expect(switches).toBeGreaterThanOrEqual(SWITCHES);
  expect([...seen].toSorted()).toEqual([...networks].toSorted());

  become('socket', false);
  await pass(120_000);
  expect(session.getStatus()).toBe('live');
  const { items } = server.dialog();
  expect(session.getView().entries.map(({ seq, text }) => ({ seq, text }))).toEqual(
    items.map(({ seq, text }) => ({ seq, text })),
  );
  const stored = items.flatMap((item) => ('client_id' in item ? (item.client_id ?? []) : []));
  expect(stored.toSorted()).toEqual(typed.toSorted());
  expect(await outbox.all()).toEqual([]);
}, 600_000);
