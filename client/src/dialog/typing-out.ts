import type { Api } from '../api/api.ts';
import type { Surroundings } from '../endpoint.ts';
import type { Link } from './link.ts';

/** The other side lets a sign of typing expire after 6 s; so it is renewed well before. */
const REPEAT_MS = 3_000;
const IDLE_MS = 5_000;

/** Turns keystrokes into few signs of typing. */
export class TypingOut {
  private lastSent: number | undefined;
  private idle: unknown;

  constructor(
    private readonly api: Api,
    private readonly around: Surroundings,
    private readonly link: Link,
    private readonly dialogId: number,
  ) {}

  set(on: boolean): void {
    const { clock } = this.around;
    clock.clearTimeout(this.idle);
    if (!on) {
      if (this.lastSent !== undefined) this.tell(false);
      this.lastSent = undefined;
      return;
    }
    this.idle = clock.setTimeout(() => this.set(false), IDLE_MS);
    if (this.lastSent !== undefined && clock.now() - this.lastSent < REPEAT_MS) return;
    this.lastSent = clock.now();
    this.tell(true);
  }

  /** The message itself ends the typing on the other side. */
  sent(): void {
    this.around.clock.clearTimeout(this.idle);
    this.lastSent = undefined;
  }

  private tell(on: boolean): void {
    if (this.link.send({ type: on ? 'typing_start' : 'typing_stop' })) return;
    this.api.post(`/dialogs/${this.dialogId}/typing`, { on }).catch(() => {});
  }
}
