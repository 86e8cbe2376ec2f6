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

/** Those that call for more than coming back. */
export const CloseCode = {
  goingAway: 1001,
  lost: 1006,
  tooLarge: 1009,
  unauthenticated: 4001,
  sessionEnded: 4003,
  noSuchDialog: 4004,
  tooMany: 4029,
} as const;
