/* Money is written as people write it and kept in whole millionths, so that sums never drift. */

const MICROS = 1_000_000;
const DIGITS = 6;

/** `0.15` for 150,000 millionths; empty for none. */
export function priceOf(micros: number | null | undefined): string {
  if (micros === undefined || micros === null) return '';
  const whole = Math.floor(micros / MICROS);
  const rest = String(micros % MICROS)
    .padStart(DIGITS, '0')
    .replace(/0+$/, '');
  return rest === '' ? String(whole) : `${whole}.${rest}`;
}

/** Millionths of what was typed, with a point or a comma; undefined if it is no amount. */
export function microsOf(typed: string): number | undefined {
  const found = /^(\d{1,9})(?:[.,](\d{1,6}))?$/.exec(typed.trim());
  if (!found) return undefined;
  const [, whole = '0', rest = ''] = found;
  return Number(whole) * MICROS + Number(rest.padEnd(DIGITS, '0'));
}
