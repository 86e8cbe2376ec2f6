import { ApiError } from '../api/api-error.ts';
import type { Surroundings } from '../endpoint.ts';
import type { ServerFrame } from '../wire.ts';
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
  frame(frame: ServerFrame): void;
}

/** Asks once for everything new and tells it as frames. True: much is going on, ask again soon. */
export type Ask = (asking: Asking) => Promise<boolean>;

/** Reads by asking again and again. Cannot send: that goes by POST. */
export function openPolling(
  { clock, random, signals }: Surroundings,
  ask: Ask,
  events: CarrierEvents,
): Carrier {
  const stop = new AbortController();
  let timer: unknown;
  let failures = 0;

  async function round(): Promise<void> {
    const began = clock.now();
    const hidden = signals.hidden();
    // Short holds: state and marks are asked for between them.
    const wait = hidden || failures > 0 ? 0 : PAUSE_MS / 1000;
    let pause = hidden ? HIDDEN_PAUSE_MS : PAUSE_MS;
    try {
      const busy = await ask({
        wait,
        signal: stop.signal,
        frame: (frame) => stop.signal.aborted || events.frame(frame),
      });
      if (stop.signal.aborted) return;
      if (busy && !hidden) pause = BUSY_PAUSE_MS;
      failures = 0;
      events.asked?.(true);
    } catch (error) {
      if (stop.signal.aborted) return;
      const code = error instanceof ApiError ? closeCodeOf(error) : undefined;
      if (code !== undefined) {
        stop.abort();
        events.ended(code);
        return;
      }
      failures += 1;
      const told = error instanceof ApiError ? error.retryAfterMs : undefined;
      pause += told ?? backoff(failures, random);
      events.asked?.(false);
    }
    if (!stop.signal.aborted) timer = clock.setTimeout(round, Math.max(0, began + pause - clock.now()));
  }

  void round();
  return {
    send: () => false,
    close() {
      stop.abort();
      clock.clearTimeout(timer);
    },
  };
}

/** The code with which a socket would have been closed for the same reason. */
function closeCodeOf({ status, code }: ApiError): number | undefined {
  if (status === 401) return CloseCode.unauthenticated;
  // A bare 404 may be a proxy's; only the server's own word counts.
  if (status === 404 && code === 'not_found') return CloseCode.noSuchDialog;
  return undefined;
}
