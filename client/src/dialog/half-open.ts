import type { Clock } from '../clock.ts';
import type { ServerFrame } from '../wire.ts';

/** What was stored by POST is told on the line, too: as an advance or as a message. */
const TOLD_WITHIN_MS = 3_000;

/** Notices a line that looks open and brings nothing: the server stored something that it did not tell of. */
export class HalfOpenWatch {
  private up = false;
  private told = 0;
  private timer: unknown;

  constructor(
    private readonly clock: Clock,
    private readonly drop: () => void,
  ) {}

  lineUp(): void {
    this.up = true;
  }

  lineDown(): void {
    this.up = false;
    this.stop();
  }

  heard(frame: ServerFrame): void {
    if (frame.type === 'hello') this.told = frame.last_seq ?? 0;
    // An ack may be made from the answer to a POST.
    else if ('seq' in frame && frame.type !== 'ack') this.told = Math.max(this.told, frame.seq);
  }

  /** The server has stored `seq`, and said so elsewhere. */
  stored(seq: number): void {
    if (!this.up || seq <= this.told) return;
    this.stop();
    this.timer = this.clock.setTimeout(() => seq > this.told && this.drop(), TOLD_WITHIN_MS);
  }

  stop(): void {
    this.clock.clearTimeout(this.timer);
  }
}
