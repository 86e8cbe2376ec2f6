const number = new Intl.NumberFormat(undefined);
const seconds = new Intl.NumberFormat(undefined, { maximumFractionDigits: 1 });
const money = new Intl.NumberFormat(undefined, { minimumFractionDigits: 2, maximumFractionDigits: 4 });

export const count = (value: number): string => number.format(value);

/** `840 ms`, then `2.4 s`, then `3 min`. */
export function duration(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  return ms < 120_000 ? `${seconds.format(ms / 1_000)} s` : `${Math.round(ms / 60_000)} min`;
}

/** Millionths as an amount; whose currency it is only the one who set the prices knows. */
export const amount = (micros: number): string => money.format(micros / 1_000_000);
