import type { ClientFrame } from '../wire.ts';

/** How a thread reaches the server right now: its own socket, or its share of the inbox's. */
export interface Link {
  /** False: there is no socket at the moment, send it by REST. */
  send(frame: ClientFrame): boolean;
  /** The socket takes frames and confirms none. */
  drop(): void;
  /** Something was changed by REST: while polling, look at once. */
  askNow(): void;
}
