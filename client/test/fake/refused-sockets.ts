import { afterEach, beforeEach, vi } from 'vitest';
import { type DialogSession, openDialog, type Status } from '../../src/index.ts';
import { FakeServer } from './fake-server.ts';

/** A dialog at a server that refuses sockets and gives streams, under a held clock: the same for every test of a file. */
export let server: FakeServer;
export let session: DialogSession;
/** What the line was, one after the other, since `forgetStatuses`. */
export let statuses: Status[];

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

export const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
export const texts = () => session.getView().entries.map(({ text }) => text);

/** Five refused attempts wait 0.5 + 1 + 2 + 4 s, the next transport 0.5 s; and 5 s make it a steady one. */
const UNTIL_STEADY_MS = 13_200;

export function begin(more: Parameters<FakeServer['endpoint']>[0] = {}): void {
  session = openDialog(server.endpoint(more), { dialogId: 7 });
  forgetStatuses();
  session.subscribe(() => {
    const status = session.getStatus();
    if (statuses.at(-1) !== status) statuses.push(status);
  });
}

export function forgetStatuses(): void {
  statuses = [];
}

export async function open(more: Parameters<FakeServer['endpoint']>[0] = {}): Promise<void> {
  begin(more);
  await pass(UNTIL_STEADY_MS);
}
