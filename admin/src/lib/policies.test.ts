import { describe, expect, test } from 'vitest';
import { mayClose, mayRelease, mayReply, mayTakeOver } from './policies';

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
