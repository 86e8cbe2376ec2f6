import type { Surroundings } from '../endpoint.ts';
import { CloseCode } from './carrier.ts';
import type { Line } from './line.ts';
import { loadFallback } from './load-fallback.ts';
import type { ClosedReason } from './status.ts';

/** Reading by polling: whether it goes on, and whether it works. */
export class Polled {
  /** Was the last question answered? Undefined: none was asked, or its answer is still on the way. */
  answered: boolean | undefined;
  private stopper: AbortController | undefined;

  constructor(
    private readonly around: Surroundings,
    private readonly line: Line,
    private readonly refused: (reason: ClosedReason) => void,
  ) {}

  start(): void {
    if (this.stopper) return;
    const stop = new AbortController();
    this.stopper = stop;
    const asked = (answered: boolean) => {
      if (stop.signal.aborted) return;
      this.answered = answered;
      this.line.statusChanged();
    };
    // The request has already tried with a new bearer.
    const ended = (code: number) =>
      this.refused(code === CloseCode.noSuchDialog ? 'not_found' : 'unauthorized');
    loadFallback().then(
      ({ poll }) => stop.signal.aborted || poll(this.around, this.line, { asked, ended }, stop.signal),
      () => {
        asked(false);
        // The next attempt that fails loads it again.
        if (this.stopper === stop) this.stopper = undefined;
      },
    );
  }

  /** Asks at once, if it is going on at all. */
  askNow(): void {
    if (!this.stopper) return;
    this.stopper.abort();
    this.stopper = undefined;
    this.start();
  }

  stop(): void {
    this.stopper?.abort();
    this.stopper = undefined;
    this.answered = undefined;
  }
}
