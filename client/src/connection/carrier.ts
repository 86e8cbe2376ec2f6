import type { ApiError } from '../api/api-error.ts';
import type { ClientFrame, ServerFrame } from '../wire.ts';

/** What carries frames: a socket, a stream, polling. Each tells the same things in the same way. */
export interface Carrier {
  /** False: this one cannot send, or not now. True promises nothing but that it was handed over. */
  send(frame: ClientFrame): boolean;
  /** Ends it without another event. */
  close(): void;
}

export interface CarrierEvents {
  frame(frame: ServerFrame): void;
  /** A sign of life that is no frame. */
  alive(): void;
  /** It is gone; `code` as in the protocol's table of close codes. */
  ended(code: number, retryAfterMs?: number): void;
}

/** The transports that push, best first; below them there is only asking again and again. */
export type Transport = 'socket' | 'stream';

export const CloseCode = {
  goingAway: 1001,
  lost: 1006,
  tooLarge: 1009,
  restarting: 1012,
  unauthenticated: 4001,
  sessionEnded: 4003,
  noSuchDialog: 4004,
  internal: 4005,
  tooSlow: 4008,
  tooMany: 4029,
} as const;

/** The code with which a socket would have been closed for the same reason. */
export function closeCodeOf({ status, code }: Pick<ApiError, 'status' | 'code'>): number {
  if (status === 401 || code === 'unauthenticated') return CloseCode.unauthenticated;
  // A bare 404 may be a proxy's; only the server's own word counts.
  if (code === 'not_found') return CloseCode.noSuchDialog;
  return status === 429 || code === 'limit_reached' ? CloseCode.tooMany : CloseCode.lost;
}
