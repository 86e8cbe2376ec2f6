import { luminance, type Rgb } from '../../bridge/colour';

const ENOUGH = 4.5;
const STEPS = 20;

export function contrast(one: Rgb, other: Rgb): number {
  const a = luminance(one) + 0.05;
  const b = luminance(other) + 0.05;
  return Math.max(a, b) / Math.min(a, b);
}

export const toHex = (colour: Rgb): string =>
  `#${colour.map((part) => Math.round(part).toString(16).padStart(2, '0')).join('')}`;

/** The nearest shade of a colour, on its way to `end`, that can be read on `ground`. */
export function readable(colour: Rgb, ground: Rgb, end: Rgb): Rgb {
  for (let step = 0; step <= STEPS; step += 1) {
    const share = step / STEPS;
    const shade = colour.map((part, index) =>
      Math.round(part + ((end[index] ?? 0) - part) * share),
    ) as unknown as Rgb;
    if (contrast(shade, ground) >= ENOUGH) return shade;
  }
  return end;
}
