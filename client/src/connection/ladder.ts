import { FAILURES_UNTIL_FALLBACK } from './backoff.ts';
import type { Transport } from './carrier.ts';

/** Which transport is the main one: the best at first, the next after five failures in a row, and back. */
export class Ladder {
  /** Failures in a row, for the wait before the next attempt. */
  failures = 0;
  /** Those of them that speak against the transport and not against the network. */
  private strikes = 0;
  /** Index of the main one; behind the last there is only polling. */
  private main = 0;
  /** Where it stood before it climbed, until it turns out that it can stay. */
  private below = 0;
  private turn = 0;

  constructor(private readonly transports: readonly Transport[]) {}

  /** What to try now. With polling as the main transport all others are tried in turn. */
  next(): Transport {
    const at = this.main < this.transports.length ? this.main : this.turn++ % this.transports.length;
    return this.transports[at] ?? 'socket';
  }

  /** A better one than that which carries now. */
  better(): Transport | undefined {
    return this.main > 0 ? this.transports[0] : undefined;
  }

  /** `reachable`: the server answers otherwise. True: the next transport became the main one. */
  failed(reachable: boolean): boolean {
    this.failures += 1;
    if (reachable) this.strikes += 1;
    if (this.strikes < FAILURES_UNTIL_FALLBACK || this.main >= this.transports.length) return false;
    this.main = Math.max(this.main + 1, this.below);
    this.strikes = 0;
    // The new one begins with a short wait; polling runs anyway, and knocks rarely.
    if (this.main < this.transports.length) this.failures = 1;
    return true;
  }

  /** A cap is reached: knock rarely. That is no fault of the transport. */
  refused(): void {
    this.failures = FAILURES_UNTIL_FALLBACK + 1;
  }

  greeted(transport: Transport): void {
    const at = this.transports.indexOf(transport);
    if (at >= this.main) return;
    // One that was left before is on probation: the first early death leads back down.
    this.strikes = FAILURES_UNTIL_FALLBACK - 1;
    this.below = this.main;
    this.main = at;
  }

  /** It has carried for a while. */
  steady(): void {
    this.failures = 0;
    this.strikes = 0;
    this.below = 0;
  }
}
