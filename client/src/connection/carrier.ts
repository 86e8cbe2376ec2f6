import type { ClientFrame, ServerFrame } from '../wire.ts';

/** What carries frames: a socket, polling, later a stream. Each tells the same things in the same way. */
export interface Carrier {
  /** False: this one cannot send, or not now. True promises nothing but that it was handed over. */
  send(frame: ClientFrame): boolean;
  /** Ends it without another event. */
  close(): void;
}

export interface CarrierEvents {
  frame(frame: ServerFrame): void;
  /** It is gone; `code` as in the protocol's table of close codes. */
  ended(code: number): void;
}

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
