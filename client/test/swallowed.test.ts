import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { memoryOutbox, openDialog, startDialog } from '../src/index.ts';
import { FakeServer } from './fake/fake-server.ts';

const ROUNDS = Number(process.env.ROUNDS ?? 50);

let server: FakeServer;

beforeEach(() => {
  vi.useFakeTimers();
  server = new FakeServer();
});

afterEach(() => {
  vi.useRealTimers();
});

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

it(`an ack or a 201 that the line swallows, ${ROUNDS} times: one row, one bubble`, async () => {
  const session = openDialog(server.endpoint(), { dialogId: server.dialog().id });
  await pass(100);
  const sent: string[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    server.acks = round % 2 === 0;
    server.upgrades = round % 3 === 0 ? 'refuse' : 'greet';
    // Stored, and the answer lost: once, twice or three times.
    server.swallows = round % 4;
    sent.push(session.post(`text ${round}`));
    await pass(5);
    if (round % 5 === 0) server.open.at(-1)?.end(1006);
    await pass(40_000);
  }
  server.acks = true;
  server.upgrades = 'greet';
  await pass(60_000);
  const { items } = server.dialog();
  expect(items.map((item) => ('client_id' in item ? item.client_id : undefined))).toEqual(sent);
  const { entries } = session.getView();
  expect(entries.map(({ clientId }) => clientId)).toEqual(sent);
  expect(entries.filter(({ delivery }) => delivery !== 'sent')).toEqual([]);
  session.close();
});

it(`a dialog whose creation is swallowed, ${ROUNDS} times: one dialog, one first message`, async () => {
  for (let round = 0; round < ROUNDS; round += 1) {
    server.swallows = 1 + (round % 4);
    const outbox = memoryOutbox();
    const ids = { clientId: `start-${round}`, messageClientId: `message-${round}` };
    const starting = startDialog(server.endpoint(), { ...ids, text: `first ${round}`, outbox });
    expect((await outboxAfterAMoment(outbox)).map(({ startId }) => startId)).toEqual([ids.clientId]);
    await pass(60_000);
    const { dialog, message } = await starting;
    expect(message?.duplicate).toBe(true);
    const { items } = server.dialog(dialog.id);
    expect(items.map(({ text }) => text)).toEqual([`first ${round}`]);
    expect(await outbox.all()).toEqual([]);
  }
  expect(server.dialogs.size).toBe(ROUNDS);
});

async function outboxAfterAMoment(outbox: ReturnType<typeof memoryOutbox>) {
  await pass(1);
  return outbox.all();
}
