import { describe, expect, it } from 'vitest';
import { entry, viewOf } from '../testing/entries';
import { itemsOf, linesOf } from './items';

const types = (...parameters: Parameters<typeof linesOf>): string[] =>
  itemsOf(linesOf(...parameters)).map((item) =>
    item.type === 'group' ? `${item.sender}×${item.lines.length}` : item.type,
  );

describe('the thread', () => {
  it('groups neighbours by the same speaker and parts them by system lines', () => {
    const ann = { id: 7, name: 'Ann' };
    const view = viewOf([
      entry(1, 'user', 'Hello'),
      entry(2, 'user', 'Is anybody there?'),
      entry(3, 'assistant', 'I am.'),
      entry(4, 'system', '', { meta: { code: 'handoff_started', manager: ann } }),
      entry(5, 'manager', 'Me too.', { author: ann }),
      entry(6, 'manager', 'And me.', { author: { id: 8, name: 'Ben' } }),
    ]);
    expect(types(view, undefined)).toEqual([
      'day',
      'user×2',
      'assistant×1',
      'system',
      'manager×1',
      'manager×1',
    ]);
  });

  it('starts a new day with its name', () => {
    const later = '2026-11-23T10:00:00.000Z';
    const view = viewOf([entry(1, 'user', 'Hello'), entry(2, 'user', 'Again', { timestamp: later })]);
    expect(types(view, undefined)).toEqual(['day', 'user×1', 'day', 'user×1']);
  });

  it('shows a growing answer after everything else, and none before its first word', () => {
    const generation = { id: 9, attempt: 1, index: 0, text: '', status: 'generating' as const };
    expect(types(viewOf([entry(1, 'user', 'Hi')], { generation }), undefined)).toEqual(['day', 'user×1']);
    const growing = viewOf([entry(1, 'user', 'Hi')], { generation: { ...generation, text: 'Wel' } });
    expect(linesOf(growing, undefined).at(-1)).toMatchObject({ key: 'g9', text: 'Wel', growing: true });
  });

  it('leaves what was read of an answer that broke, above the line that says so', () => {
    const meta = { code: 'assistant_failed', unfinished: 'Half of it' } as const;
    const view = viewOf([entry(1, 'user', 'Why?'), entry(2, 'system', 'Sorry', { meta })]);
    expect(types(view, undefined)).toEqual(['day', 'user×1', 'assistant×1', 'system']);
    expect(linesOf(view, undefined)[1]).toMatchObject({ text: 'Half of it', meta, seq: 2 });
  });

  it('shows the first words before the server has them, and once', () => {
    const starting = { startId: 's', messages: [{ clientId: 'c1', text: 'Hello', created: 0 }] };
    expect(linesOf(undefined, starting)).toMatchObject([{ key: 'c1', text: 'Hello', delivery: 'sending' }]);
    const arrived = viewOf([entry(1, 'user', 'Hello', { clientId: 'c1', delivery: 'sent' })]);
    expect(linesOf(arrived, starting)).toHaveLength(1);
  });

  it('never shows a note', () => {
    expect(linesOf(viewOf([entry(1, 'manager', 'secret', { kind: 'note' })]), undefined)).toEqual([]);
  });
});
