import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type DialogSession, openDialog } from '../src/index.ts';
import type { Generation } from '../src/wire.ts';
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

async function open(): Promise<void> {
  session = openDialog(server.endpoint(), { dialogId: 7 });
  await pass(100);
}

describe('an answer that is being written', () => {
  const generation: Generation = {
    id: 5,
    dialog_id: 7,
    reply_to_seq: 1,
    status: 'generating',
    text: 'One two three',
    index: 2,
    attempts: 1,
  };
  const delta = (index: number, text: string) =>
    server.tell({ type: 'generation_delta', dialog_id: 7, generation_id: 5, index, text });
  const drawn = () => session.getView().generation?.text;

  beforeEach(async () => {
    await open();
    server.tell({ type: 'generation_started', dialog_id: 7, generation_id: 5, reply_to_seq: 1, attempt: 1 });
  });

  it('is drawn by index, and a hole is filled by asking', async () => {
    delta(0, 'One');
    delta(2, ' three');
    delta(2, ' three');
    expect(drawn()).toBe('One');
    server.dialog().generations = [generation];
    await pass(300);
    expect(drawn()).toBe('One two three');
    delta(3, ' four');
    expect(drawn()).toBe('One two three four');
    expect(server.asked('GET', '/generations/5')).toHaveLength(1);
  });

  it('needs no question when the missing delta only came late', async () => {
    delta(1, ' two');
    delta(0, 'One');
    expect(drawn()).toBe('One two');
    await pass(1_000);
    expect(server.asked('GET', '/generations/5')).toHaveLength(0);
  });

  it('is replaced by its message', async () => {
    delta(0, 'One');
    server.say('assistant', 'One two three, for good');
    expect(session.getView().generation).toBeUndefined();
    delta(1, ' two');
    await pass(1_000);
    expect(session.getView().generation).toBeUndefined();
    expect(texts()).toEqual(['Hello', 'One two three, for good']);
  });

  it('stays drawn until its message is there', async () => {
    delta(0, 'One');
    const { seq, id } = server.dialog().say('assistant', 'One, lost on the way');
    server.tell({
      type: 'generation_completed',
      dialog_id: 7,
      generation_id: 5,
      message_id: id,
      seq,
      latency_ms: 1,
    });
    expect(drawn()).toBe('One');
    await pass(50);
    expect(drawn()).toBeUndefined();
    expect(texts()).toEqual(['Hello', 'One, lost on the way']);
  });

  it('is begun again by a new attempt', () => {
    delta(0, 'One');
    server.tell({ type: 'generation_started', dialog_id: 7, generation_id: 5, reply_to_seq: 1, attempt: 2 });
    expect(drawn()).toBe('');
    delta(0, 'Another');
    expect(drawn()).toBe('Another');
  });

  it('goes over to a further attempt in one step', () => {
    delta(0, 'One');
    delta(1, ' two');
    const text = 'One two three';
    server.tell({ type: 'generation_snapshot', dialog_id: 7, generation_id: 5, attempt: 2, index: 0, text });
    expect(session.getView().generation).toMatchObject({ text, attempt: 2, index: 0, replyTo: 1 });
    delta(1, ' four');
    expect(drawn()).toBe('One two three four');
  });

  it('does not hang when its end was lost', async () => {
    delta(0, 'One');
    server.dialog().generations = [{ ...generation, status: 'completed' }];
    server.dialog().say('assistant', 'the end');
    await pass(21_000);
    expect(session.getView().generation).toBeUndefined();
    expect(texts()).toEqual(['Hello', 'the end']);
  });

  it('that ended while the line was down is over', async () => {
    delta(0, 'One');
    server.dialog().generations = [{ ...generation, status: 'error' }];
    server.socket.end(1006);
    await pass(700);
    expect(session.getView().generation).toBeUndefined();
  });

  it('grows while polling, too', async () => {
    server.upgrades = 'refuse';
    server.socket.end(1006);
    server.dialog().generations = [generation];
    await pass(1_000);
    expect(session.getStatus()).toBe('polling');
    expect(drawn()).toBe('One two three');
    server.dialog().generations = [{ ...generation, index: 3, text: 'One two three four' }];
    await pass(1_100);
    expect(drawn()).toBe('One two three four');
    server.dialog().generations = [{ ...generation, status: 'completed' }];
    server.dialog().say('assistant', 'done');
    await pass(1_100);
    expect(drawn()).toBeUndefined();
    expect(texts()).toEqual(['Hello', 'done']);
  });
});
