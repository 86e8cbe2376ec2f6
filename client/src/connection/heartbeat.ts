import type { Clock } from '../clock.ts';

/** Scripts cannot see the socket's own pings; so after this much silence beyond them we ask. */
const GRACE_MS = 10_000;
const ANSWER_MS = 5_000;
const TICK_MS = 5_000;
/** A look that is later than this was held back: the machine slept, and the line may not have outlived it. */
const SLEPT_MS = 2_000;
/** An answer that is waited for longer than this after its time was held back, too. */
const LATE_MS = 2_000;
/** What was read within this time of a question may have lain there since before a sleep: only the answer counts. */
const STALE_MS = 1_000;

/** Watches one carrier: any sign of life will do, none for too long means that it is dead. */
export class Heartbeat {
  private lastHeard = 0;
  private silenceMs = 0;
  private due = 0;
  private timer: unknown;
  private asked: { at: number; patience: number; secondChance: boolean } | undefined;

  constructor(
    private readonly clock: Clock,
    private readonly line: {
      /** False: this carrier cannot ask. */
      ping(nonce: string): boolean;
      /** It was asked and has not answered yet; or it has. */
      waits(on: boolean): void;
      dead(): void;
    },
  ) {}

  start(heartbeatSeconds: number): void {
    this.silenceMs = heartbeatSeconds * 1000 + GRACE_MS;
    this.heard();
    this.watch();
  }

  stop(): void {
    this.clock.clearTimeout(this.timer);
    this.asked = undefined;
  }

  /** `nonce`: of the question that this answers. */
  heard(nonce?: string | null): void {
    const now = this.clock.now();
    this.lastHeard = now;
    const { asked } = this;
    if (!asked || (nonce !== `${asked.at}` && now - asked.at < STALE_MS)) return;
    this.asked = undefined;
    this.line.waits(false);
    this.watch();
  }

  /** Asks now: the page was asleep or without a network, and nobody knows what became of the line. */
  probe(patience: number): void {
    this.ask(patience, false);
  }

  /** How long it may still be silent. */
  private left(): number {
    return this.silenceMs - (this.clock.now() - this.lastHeard);
  }

  private watch(): void {
    this.clock.clearTimeout(this.timer);
    const wait = Math.min(TICK_MS, this.left());
    this.due = this.clock.now() + wait;
    this.timer = this.clock.setTimeout(() => this.look(), wait);
  }

  private look(): void {
    const slept = this.clock.now() - this.due > SLEPT_MS;
    if (slept || this.left() <= 0) this.ask(slept ? LATE_MS : ANSWER_MS, false);
    else this.watch();
  }

  private ask(patience: number, secondChance: boolean): void {
    const at = this.clock.now();
    if (this.line.ping(`${at}`)) {
      this.line.waits(true);
      this.clock.clearTimeout(this.timer);
      this.asked = { at, patience, secondChance };
      this.timer = this.clock.setTimeout(() => this.judge(), patience);
    } else if (this.left() > 0) this.watch();
    else this.line.dead();
  }

  private judge(): void {
    const { asked } = this;
    if (!asked) return;
    const late = this.clock.now() - asked.at - asked.patience > LATE_MS;
    // The answer may lie in the queue behind this timer: a late timer alone is no proof of death.
    if (late && !asked.secondChance) this.ask(asked.patience, true);
    else this.line.dead();
  }
}
