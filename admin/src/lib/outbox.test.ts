import type { OutboxItem } from 'tandem-client';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { forgetOutbox, outboxOf } from './outbox';

const item = (clientId: string): OutboxItem => ({
  clientId,
  dialogId: 7,
  text: clientId,
  created: 1,
  attempts: 0,
});

beforeEach(() => localStorage.clear());
afterEach(() => vi.unstubAllGlobals());

it('gives back what was stored, until it is removed', async () => {
  const outbox = outboxOf(1);
  await outbox.put(item('a'));
  await outbox.put({ ...item('a'), attempts: 2 });
  await outbox.put(item('b'));
  expect(await outboxOf(1).all()).toEqual([{ ...item('a'), attempts: 2 }, item('b')]);
  await outbox.remove('a');
  expect(await outbox.all()).toEqual([item('b')]);
});

it('never gives one operator’s words to another', async () => {
  await outboxOf(1).put(item('a'));
  await outboxOf(11).put(item('b'));
  expect(await outboxOf(1).all()).toEqual([item('a')]);
});

it('forgets everything at signing out, and nothing else', async () => {
  localStorage.setItem('tandem:signed-in', '1');
  await outboxOf(1).put(item('a'));
  forgetOutbox();
  expect(Object.keys(localStorage)).toEqual(['tandem:signed-in']);
});

it('has a bound, at which it says no', async () => {
  const outbox = outboxOf(1);
  for (let n = 0; n < 500; n += 1) await outbox.put(item(`${n}`));
  await expect(outbox.put(item('one more'))).rejects.toThrow();
  await outbox.put({ ...item('3'), attempts: 1 });
  expect(await outbox.all()).toHaveLength(500);
});

it('leaves out what is not what it wrote', async () => {
  localStorage.setItem('tandem:outbox:1:x', '{');
  expect(await outboxOf(1).all()).toEqual([]);
});

it('rejects where the browser stores nothing', async () => {
  const refuse = () => {
    throw new DOMException('no', 'SecurityError');
  };
  vi.stubGlobal('localStorage', new Proxy({}, { get: refuse, ownKeys: refuse }));
  await expect(outboxOf(1).put(item('a'))).rejects.toThrow();
  expect(() => forgetOutbox()).not.toThrow();
});
