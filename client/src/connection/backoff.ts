const FIRST_MS = 500;
export const LONGEST_MS = 30_000;

/** After so many failures in a row the next transport becomes the main one. */
export const FAILURES_UNTIL_FALLBACK = 5;

/**
 * How long to wait after `failures` failures in a row. Full jitter: anywhere between nothing and the
 * doubled bound, so that clients cut together do not come back together.
 */
export function backoff(failures: number, random: () => number): number {
  const doubled = FIRST_MS * 2 ** Math.max(0, failures - 1);
  return random() * Math.min(LONGEST_MS, failures > FAILURES_UNTIL_FALLBACK ? LONGEST_MS : doubled);
}
