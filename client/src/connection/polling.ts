import { ApiError } from '../api/api-error.ts';
import type { Surroundings } from '../endpoint.ts';
import { backoff } from './backoff.ts';
import { type Carrier, type CarrierEvents, CloseCode } from './carrier.ts';

const PAUSE_MS = 3_000;
/** With something going on: an answer that grows, people who write. */
const BUSY_PAUSE_MS = 1_000;
const HIDDEN_PAUSE_MS = 30_000;

export interface Asking {
  /** Seconds that the server may hold the answer until there is something. */
  wait: number;
  signal: AbortSignal;
}

/** Asks once for everything new and applies it. True: much is going on, ask again soon. */
export type Ask = (asking: Asking) => Promise<boolean>;

type PollingEvents = Pick<CarrierEvents, 'ended'> & {
  /** Did the last question get an answer? */
  asked(answered: boolean): void;
};

/** Reads by asking again and again. Cannot send: that goes by POST. */
export function openPolling(around: Surroundings, ask: Ask, events: PollingEvents): Carrier {
  const polling = new Polling(around, ask, events);
  polling.begin();
  return polling;
}

class Polling implements Carrier {
  private readonly stop = new AbortController();
  private timer: unknown;
  /** The last question was answered. */
  private works = false;
  private failures = 0;

  constructor(
    private readonly around: Surroundings,
    private readonly ask: Ask,
    private readonly events: PollingEvents,
  ) {}

  begin(): void {
    void this.round();
  }

  send(): boolean {
    return false;
  }

  close(): void {
    this.stop.abort();
    this.around.clock.clearTimeout(this.timer);
  }

  private async round(): Promise<void> {
    const { clock, signals } = this.around;
    const began = clock.now();
    const hidden = signals.hidden();
    const pause = await this.askOnce(hidden).catch((error: unknown) => this.failed(error));
    if (this.stop.signal.aborted) return;
    const next = began + (hidden ? Math.max(pause, HIDDEN_PAUSE_MS) : pause);
    this.timer = clock.setTimeout(() => this.begin(), Math.max(0, next - clock.now()));
  }

  /** Gives the pause from the beginning of this round to the next. */
  private async askOnce(hidden: boolean): Promise<number> {
    const { signal } = this.stop;
    // Short holds: state and marks are asked for between them. None at first: does it work at all?
    const wait = hidden || !this.works ? 0 : PAUSE_MS / 1000;
    const busy = await this.ask({ wait, signal });
    if (signal.aborted) return 0;
    const goOn = !this.works;
    this.works = true;
    this.failures = 0;
    this.events.asked(true);
    if (goOn) return 0;
    return busy ? BUSY_PAUSE_MS : PAUSE_MS;
  }

  private failed(error: unknown): number {
    if (this.stop.signal.aborted) return 0;
    const code = error instanceof ApiError ? closeCodeOf(error) : undefined;
    if (code !== undefined) {
      this.close();
      this.events.ended(code);
      return 0;
    }
    this.works = false;
    this.failures += 1;
    this.events.asked(false);
    const told = error instanceof ApiError ? error.retryAfterMs : undefined;
    return PAUSE_MS + (told ?? backoff(this.failures, this.around.random));
  }
}

/** The code with which a socket would have been closed for the same reason. */
function closeCodeOf({ status, code }: ApiError): number | undefined {
  if (status === 401) return CloseCode.unauthenticated;
  // A bare 404 may be a proxy's; only the server's own word counts.
  if (status === 404 && code === 'not_found') return CloseCode.noSuchDialog;
  return undefined;
}
