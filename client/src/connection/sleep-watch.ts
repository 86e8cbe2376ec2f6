import type { Clock } from '../clock.ts';

const TICK_MS = 5_000;
/** A timer later than this was not merely held up by work. */
const JUMP_MS = 5_000;

/** Tells when the machine slept: wall time went on and timers did not. Gives back how to stop. */
export function watchSleep(clock: Clock, woke: () => void): () => void {
  let timer: unknown;
  const watch = () => {
    const due = clock.now() + TICK_MS;
    timer = clock.setTimeout(() => {
      watch();
      if (clock.now() - due > JUMP_MS) woke();
    }, TICK_MS);
  };
  watch();
  return () => clock.clearTimeout(timer);
}
