import type { Api } from '../api/api.ts';
import type { Surroundings } from '../endpoint.ts';
import type { Link } from './link.ts';
import type { DialogView } from './view.ts';

/** A burst of messages is confirmed once. */
const GATHER_MS = 100;

/** Tells the server what arrived here (by itself) and what was read (only when told so). */
export class MarksOut {
  private readonly wanted = { delivered: 0, read: 0 };
  private readonly told = { delivered: 0, read: 0 };
  private timer: unknown;

  constructor(
    private readonly api: Api,
    private readonly around: Surroundings,
    private readonly link: Link,
    private readonly side: 'user' | 'manager',
    private readonly view: () => DialogView,
  ) {}

  look(): void {
    const { entries, lastSeq } = this.view();
    const latest = entries.findLast(
      ({ seq, sender }) => seq !== undefined && seq <= lastSeq && this.isFromOthers(sender),
    );
    if (latest?.seq !== undefined) this.want('delivered', latest.seq);
  }

  read(seq: number): void {
    this.want('read', Math.min(seq, this.view().lastSeq));
  }

  /** The line is new: nobody knows what of it arrived. */
  again(): void {
    this.told.delivered = 0;
    this.told.read = 0;
    this.tellSoon();
  }

  stop(): void {
    this.around.clock.clearTimeout(this.timer);
  }

  private isFromOthers(sender: string): boolean {
    return this.side === 'manager' ? sender === 'user' : sender === 'assistant' || sender === 'manager';
  }

  private want(mark: 'delivered' | 'read', seq: number): void {
    if (seq <= this.wanted[mark]) return;
    this.wanted[mark] = seq;
    this.tellSoon();
  }

  private tellSoon(): void {
    this.timer ??= this.around.clock.setTimeout(() => {
      this.timer = undefined;
      this.tell('delivered');
      this.tell('read');
    }, GATHER_MS);
  }

  private tell(mark: 'delivered' | 'read'): void {
    const seq = this.wanted[mark];
    const view = this.view();
    if (seq <= view[mark][this.side] || seq <= this.told[mark]) return;
    this.told[mark] = seq;
    if (this.link.send({ type: mark, seq })) return;
    // Lost is lost: the next mark, or the next line, says it again.
    this.api.post(`/dialogs/${view.dialogId}/${mark}`, { seq }).catch(() => {
      this.told[mark] = Math.min(this.told[mark], seq - 1);
    });
  }
}
