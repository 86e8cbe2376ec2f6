import type { Hello, ServerFrame } from '../wire.ts';
import type { Ask } from './polling.ts';

/** What a connection is for. It knows about frames only what this tells it. */
export interface Line {
  /** Asked anew for each attempt, because the position moves on. */
  socketAddress(): string;
  /** Is this the frame with which the server takes the socket in? */
  isGreeting(frame: ServerFrame): frame is Hello;
  ask: Ask;
  frame(frame: ServerFrame): void;
  /** The socket was greeted and carries frames from now on. */
  up(): void;
  /** The socket is gone; what was sent over it and not confirmed is unknown. */
  down(code: number): void;
  /** Greeted is not yet live: is anything still to be fetched? */
  caughtUp(): boolean;
  statusChanged(): void;
}
