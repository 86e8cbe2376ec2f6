import type { Hello, ServerFrame } from '../wire.ts';
import type { Transport } from './carrier.ts';
import type { Ask } from './polling.ts';

/** What a connection is for. It knows about frames only what this tells it. */
export interface Line {
  /** What carries this line beside polling, best first. */
  transports: readonly Transport[];
  /** Asked anew for each attempt, because the position moves on. */
  address(transport: Transport): string;
  /** How long the server may hold a question while nothing happens. */
  longestHoldSeconds: number;
  /** It calls for somebody who looks elsewhere: asked as often while the page is hidden. */
  calls?: boolean;
  /** Is this the frame with which the server takes the carrier in? */
  isGreeting(frame: ServerFrame): frame is Hello;
  ask: Ask;
  frame(frame: ServerFrame): void;
  /** A carrier was greeted and brings frames from now on; perhaps in the place of another one. */
  up(): void;
  /** It is gone; what was sent over it and not confirmed is unknown. */
  down(code: number): void;
  /** Greeted is not yet live: is anything still to be fetched? */
  caughtUp(): boolean;
  statusChanged(): void;
}
