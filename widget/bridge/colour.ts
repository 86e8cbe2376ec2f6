/** Colour sums that launcher and panel must agree on, by WCAG 2's relative luminance. */
export type Rgb = readonly [red: number, green: number, blue: number];

/** `#rgb` or `#rrggbb`; anything else is refused, so that a colour can never carry other CSS. */
export function parseHex(text: string | undefined): Rgb | undefined {
  const match = /^#([\da-f]{3}|[\da-f]{6})$/i.exec(text ?? '')?.[1];
  if (!match) return undefined;
  const value = Number.parseInt(match[3] ? match : match.replace(/./g, '$&$&'), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

export function luminance(colour: Rgb): number {
  const [red, green, blue] = colour.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as unknown as Rgb;
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** White has 4.5 to 1 on a colour up to this luminance; black has at least as much on every lighter one. */
const WHITE_READS_UP_TO = 1.05 / 4.5 - 0.05;

export const textOn = (background: Rgb): '#fff' | '#000' =>
  luminance(background) <= WHITE_READS_UP_TO ? '#fff' : '#000';
