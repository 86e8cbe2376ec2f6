import fc from 'fast-check';
import { expect, test } from 'vitest';
import { microsOf, priceOf } from './money';

test('amounts are read as people write them', () => {
  expect(microsOf('0.15')).toBe(150_000);
  expect(microsOf(' 3 ')).toBe(3_000_000);
  expect(microsOf('0,000001')).toBe(1);
  for (const typed of ['', '-1', '1e3', '0.1234567', '1.', '.5', '1.000.000', 'ten'])
    expect(microsOf(typed), typed).toBeUndefined();
});

test('what is shown reads back as what was kept', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1e14 }), (micros) => {
      expect(microsOf(priceOf(micros))).toBe(micros);
    }),
  );
  expect(priceOf(150_000)).toBe('0.15');
  expect(priceOf(undefined)).toBe('');
});
