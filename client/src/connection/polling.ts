import { ApiError } from '../api/api-error.ts';
import type { Surroundings } from '../endpoint.ts';
import { backoff, FAILURES_UNTIL_FALLBACK } from './backoff.ts';
import { CloseCode } from './carrier.ts';
import type { Line } from './line.ts';
import { closeCodeOf } from './refusal.ts';

const PAUSE_MS = 3_000;
/** With something going on: an answer that grows, people who write. */
const BUSY_PAUSE_MS = 1_000;
const HIDDEN_PAUSE_MS = 30_000;
/** A short hold, because marks are asked for between two; after this many in vain a long one. */
const QUIET_ROUNDS = 20;
/** A proxy that cuts every question that is held is not asked to hold one for so long. */
const UNHELD_MS = 60_000;

export interface Asking {
  /** Seconds that the server may hold the answer until there is something. */
  wait: number;
  signal: AbortSignal;
}

/** Asks once for everything new and applies it. True: much is going on, ask again soon. */
export type Ask = (asking: Asking) => Promise<boolean>;

interface PollingEvents {
  /** As the code of a socket that was closed for the same reason. */
  ended(code: number): void;
  /** Did the last question get an answer? */
  asked(answered: boolean): void;
}

/** Reads by asking again and again, until it is stopped: questions that the server holds, or one every 3 s. */
export function poll(around: Surroundings, line: Asked, events: PollingEvents, stop: AbortSignal): void {
  void new Polling(around, line, events, stop).round();
}

type Asked = Pick<Line, 'ask' | 'longestHoldSeconds' | 'calls'>;

class Polling {
  /** The last question was answered. */
  private works = false;
  private failures = 0;
  private heldInVain = 0;
  private unheldUntil = 0;
  private quiet = 0;

  constructor(
    private readonly around: Surroundings,
    private readonly line: Asked,
    private readonly events: PollingEvents,
    private readonly stop: AbortSignal,
  ) {}

  async round(): Promise<void> {
    const { clock, signals } = this.around;
    const began = clock.now();
    const hidden = signals.hidden() && !this.line.calls;
    const wait = hidden ? 0 : this.hold(began);
    const pause = await this.askOnce(wait).catch((error: unknown) => this.failed(error, wait));
    if (this.stop.aborted) return;
    const next = began + (hidden ? Math.max(pause, HIDDEN_PAUSE_MS) : pause);
    const timer = clock.setTimeout(() => this.round(), Math.max(0, next - clock.now()));
    this.stop.onabort = () => clock.clearTimeout(timer);
  }

  /** Seconds. None at first: does it work at all? */
  private hold(now: number): number {
    if (!this.works || now < this.unheldUntil) return 0;
    return this.quiet < QUIET_ROUNDS ? PAUSE_MS / 1000 : this.line.longestHoldSeconds;
  }

  /** Gives the pause from the beginning of this round to the next. */
  private async askOnce(wait: number): Promise<number> {
    const busy = await this.line.ask({ wait, signal: this.stop });
    if (this.stop.aborted) return 0;
    const goOn = !this.works;
    this.works = true;
    this.failures = 0;
    this.quiet = busy ? 0 : this.quiet + 1;
    if (wait > 0) this.heldInVain = 0;
    this.events.asked(true);
    if (goOn) return 0;
    return busy ? BUSY_PAUSE_MS : PAUSE_MS;
  }

  private failed(error: unknown, wait: number): number {
    if (this.stop.aborted) return 0;
    const refusal = error instanceof ApiError ? error : undefined;
    const code = refusal && closeCodeOf(refusal);
    if (code === CloseCode.unauthenticated || code === CloseCode.noSuchDialog) {
      this.events.ended(code);
      return 0;
    }
    this.works = false;
    this.quiet = 0;
    if (wait > 0 && refusal?.status === 0) return this.cut();
    if (wait > 0 && code === CloseCode.tooMany) {
      // No place to wait in: asking without it is not bounded by places.
      this.unheldUntil = this.around.clock.now() + UNHELD_MS;
      return 0;
    }
    this.failures += 1;
    this.events.asked(false);
    const later = refusal?.retryAfterMs ?? backoff(this.failures, this.around.random);
    // Who never heard the question is not burdened by it: a network that has just come back takes the next one.
    return refusal?.status === 0 ? later : PAUSE_MS + later;
  }

  /** A held question that nobody answered: the network, or a proxy without patience. One that is not held will tell. */
  private cut(): number {
    this.heldInVain += 1;
    if (this.heldInVain >= FAILURES_UNTIL_FALLBACK) {
      this.heldInVain = 0;
      this.unheldUntil = this.around.clock.now() + UNHELD_MS;
    }
    return 0;
  }
}
