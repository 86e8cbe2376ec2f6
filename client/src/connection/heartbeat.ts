import type { Clock } from '../clock.ts';

/** Scripts cannot see the socket's own pings; so after this much silence beyond them we ask. */
const GRACE_MS = 10_000;
const ANSWER_MS = 5_000;
/** A timer later than this was held back by sleep or by a hidden tab. */
const LATE_MS = 2_000;

/** Watches one socket: any frame is a sign of life, none for too long means that it is dead. */
export class Heartbeat {
  private lastFrame = 0;
  private silenceMs = 0;
  private timer: unknown;
  private asked: { at: number; patience: number; secondChance: boolean } | undefined;

  constructor(
    private readonly clock: Clock,
    /** False: this carrier cannot ask. */
    private readonly ping: () => boolean,
    private readonly dead: () => void,
  ) {}

  start(heartbeatSeconds: number): void {
    this.silenceMs = heartbeatSeconds * 1000 + GRACE_MS;
    this.heard();
    this.watch(this.silenceMs);
  }

  stop(): void {
    this.clock.clearTimeout(this.timer);
    this.asked = undefined;
  }

  heard(): void {
    this.lastFrame = this.clock.now();
    if (!this.asked) return;
    this.asked = undefined;
    this.watch(this.silenceMs);
  }

  /** Asks now: the page was asleep or without a network, and nobody knows what became of the socket. */
  probe(patience: number): void {
    this.ask(patience, false);
  }

  private watch(ms: number): void {
    this.clock.clearTimeout(this.timer);
    this.timer = this.clock.setTimeout(() => this.look(), ms);
  }

  private look(): void {
    const silence = this.clock.now() - this.lastFrame;
    if (silence < this.silenceMs) this.watch(this.silenceMs - silence);
    else this.ask(ANSWER_MS, false);
  }

  private ask(patience: number, secondChance: boolean): void {
    this.asked = { at: this.clock.now(), patience, secondChance };
    this.clock.clearTimeout(this.timer);
    this.timer = this.clock.setTimeout(() => this.judge(), patience);
    // Silent for longer than its server's own signs of life, and there is no way to ask.
    if (!this.ping()) this.dead();
  }

  private judge(): void {
    const { asked } = this;
    if (!asked) return;
    const late = this.clock.now() - asked.at - asked.patience > LATE_MS;
    // The answer may lie in the queue behind this timer: a late timer alone is no proof of death.
    if (late && !asked.secondChance) this.ask(asked.patience, true);
    else this.dead();
  }
}
