import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseHex, type Rgb, textOn } from '../../bridge/colour';
import { applyAppearance } from './apply';
import { contrast, readable, toHex } from './readable';

const part = fc.integer({ min: 0, max: 255 });
const colour = fc.tuple(part, part, part) as fc.Arbitrary<Rgb>;
const WHITE: Rgb = [255, 255, 255];
const BLACK: Rgb = [0, 0, 0];

describe("the tenant's colour", () => {
  it('always carries text at 4.5 to 1', () => {
    fc.assert(
      fc.property(colour, (brand) => {
        const text = parseHex(textOn(brand)) as Rgb;
        expect(contrast(text, brand)).toBeGreaterThanOrEqual(4.5);
      }),
    );
  });

  it('always gives a shade that reads on light and on dark', () => {
    fc.assert(
      fc.property(colour, (brand) => {
        for (const [ground, end] of [
          [WHITE, BLACK],
          [[244, 244, 246], BLACK],
          [[38, 39, 45], WHITE],
        ] as [Rgb, Rgb][])
          expect(contrast(readable(brand, ground, end), ground)).toBeGreaterThanOrEqual(4.5);
      }),
    );
  });

  it('is a colour or nothing', () => {
    expect(parseHex('#abc')).toEqual([170, 187, 204]);
    expect(toHex([170, 187, 204])).toBe('#aabbcc');
    for (const text of ['red', '#12', '#12345', 'url(x)', '#abc;}', '', undefined])
      expect(parseHex(text)).toBeUndefined();
  });

  it('is put on the page together with the theme', () => {
    applyAppearance({ theme: 'dark', color: '#ffee00' });
    const { style } = document.documentElement;
    expect(style.getPropertyValue('--brand')).toBe('#ffee00');
    expect(style.getPropertyValue('--on-brand')).toBe('#000');
    applyAppearance({ color: 'nonsense' });
    expect(style.getPropertyValue('--brand')).toBe('#4f46e5');
  });
});
