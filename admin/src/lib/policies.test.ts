import { describe, expect, test } from 'vitest';
import { mayClose, mayDelete, mayEdit, mayRelease, mayReply, mayTakeOver } from './policies';

const agent = { id: 1, role: 'agent' } as const;
const owner = { id: 1, role: 'owner' } as const;
const mine = { state: 'operator', manager: { id: 1, name: 'Ann' } } as const;
const others = { state: 'operator', manager: { id: 2, name: 'Bo' } } as const;
const ai = { state: 'assistant' } as const;
const queued = { state: 'queued' } as const;
const closed = { state: 'closed' } as const;

describe('who may touch a dialog', () => {
  test('only the holder replies', () => {
    expect([mine, others, ai, queued, closed].map((hands) => mayReply(owner, hands))).toEqual([
      true,
      false,
      false,
      false,
      false,
    ]);
  });

  test('a colleague keeps theirs from an agent, not from an owner', () => {
    expect([mayTakeOver(agent, others), mayTakeOver(owner, others)]).toEqual([false, true]);
    expect([mayClose(agent, others), mayClose(owner, others)]).toEqual([false, true]);
    expect([ai, queued, mine, closed].map((hands) => mayTakeOver(agent, hands))).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });

  test('the queue can give back to the AI, but not to itself', () => {
    expect([mayRelease(agent, queued, 'assistant'), mayRelease(agent, queued, 'queue')]).toEqual([
      true,
      false,
    ]);
    expect([mayRelease(agent, mine, 'queue'), mayRelease(agent, others, 'queue')]).toEqual([true, false]);
    expect(mayRelease(agent, ai, 'queue')).toBe(false);
  });
});

describe('who may change what was said', () => {
  const own = { id: 9, sender: 'manager', author: { id: 1, name: 'Ann' } } as const;
  const justSent = { id: 9, sender: 'manager' } as const;
  const colleague = { id: 9, sender: 'manager', author: { id: 2, name: 'Bo' } } as const;
  const visitor = { id: 9, sender: 'user' } as const;
  const record = { id: 9, sender: 'system' } as const;
  const all = [own, justSent, colleague, visitor, record];

  test('only who wrote it edits it', () => {
    expect(all.map((said) => mayEdit(owner, said))).toEqual([true, true, false, false, false]);
  });

  test('who wrote it deletes it; an admin anything that somebody said', () => {
    expect(all.map((said) => mayDelete(agent, said))).toEqual([true, true, false, false, false]);
    expect(all.map((said) => mayDelete(owner, said))).toEqual([true, true, true, true, false]);
  });

  test('neither before it is stored nor after it is gone', () => {
    const unsent = { sender: 'manager' } as const;
    expect([mayEdit(owner, unsent), mayDelete(owner, { ...own, deleted: true })]).toEqual([false, false]);
  });
});
