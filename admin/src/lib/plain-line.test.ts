import { expect, test } from 'vitest';
import { plainLine } from './plain-line';

test('marks go, words stay', () => {
  expect(plainLine('# Title\n\nUse **bold**, _slanted_ and `code`.\n- [terms](https://a.b)\n1. one')).toBe(
    'Use bold, slanted and code. terms one',
  );
});

test('what only looks like a mark stays', () => {
  expect(plainLine('5 * 3 = 15, snake_case, 2-3 days')).toBe('5 * 3 = 15, snake_case, 2-3 days');
});
