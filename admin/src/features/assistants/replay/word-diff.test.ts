import fc from 'fast-check';
import { expect, test } from 'vitest';
import { wordDiff } from './word-diff';

test('marks the words that changed, and no others', () => {
  expect(wordDiff('Within 30 days, unused.', 'Within 60 days, unused.')).toEqual([
    { how: 'same', text: 'Within ' },
    { how: 'gone', text: '30 ' },
    { how: 'new', text: '60 ' },
    { how: 'same', text: 'days, unused.' },
  ]);
  expect(wordDiff('the same', 'the same')).toEqual([{ how: 'same', text: 'the same' }]);
  expect(wordDiff('', 'all new')).toEqual([{ how: 'new', text: 'all new' }]);
  expect(wordDiff('', '')).toEqual([]);
});

test('either text can be read back from what is marked', () => {
  const text = fc
    .array(fc.constantFrom('a', 'b', 'c ', 'the ', ' ', '\n', 'long-word '), { maxLength: 40 })
    .map((parts) => parts.join(''));
  fc.assert(
    fc.property(text, text, (before, after) => {
      const runs = wordDiff(before, after);
      const read = (without: string) =>
        runs
          .filter(({ how }) => how !== without)
          .map((run) => run.text)
          .join('');
      expect(read('new')).toBe(before);
      expect(read('gone')).toBe(after);
    }),
  );
});

test('texts that are too long to compare are shown whole', () => {
  const many = (word: string) => `${word} `.repeat(4_000);
  expect(wordDiff(`x ${many('a')}y`, `x ${many('b')}y`).map(({ how }) => how)).toEqual([
    'same',
    'gone',
    'new',
    'same',
  ]);
});
