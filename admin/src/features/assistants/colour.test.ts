import fc from 'fast-check';
import { expect, test } from 'vitest';
import { contrast, isColour, textOn } from './colour';

test('contrast is that of WCAG', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21);
  expect(contrast('#767676', '#ffffff')).toBeCloseTo(4.54, 1);
});

test('text is readable on every colour', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 0xffffff }), (value) => {
      const hex = `#${value.toString(16).padStart(6, '0')}`;
      expect(contrast(hex, textOn(hex))).toBeGreaterThanOrEqual(4.5);
    }),
  );
});

test('a colour has six digits', () => {
  expect(['#3b5bdb', '#FFF', 'red', '#12345g'].map(isColour)).toEqual([true, false, false, false]);
});
