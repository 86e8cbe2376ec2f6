import { ApiError } from '../api/api-error.ts';
import type { Asking } from '../connection/polling.ts';
import type { ClosedReason, Status } from '../connection/status.ts';
import { isHelloOf, Thread } from '../dialog/thread.ts';
import { Listeners } from '../listeners.ts';
import type { ServerFrame } from '../wire.ts';
import type { Shared } from './open-dialogs.ts';
import { reduceForOperator } from './reduce-for-operator.ts';

/** A `subscribe` that was not answered is said again. */
const ANSWER_MS = 5_000;
const REFUSED_MS = 10_000;

/** One open dialog and its share of the inbox's socket. */
export class Subscription {
  readonly thread: Thread;
  /** How many have it open. */
  users = 0;
  private readonly listeners = new Listeners();
  private answered = false;
  private gone: ClosedReason | undefined;
  private timer: unknown;

  constructor(
    private readonly shared: Shared,
    readonly dialogId: number,
    emptied: () => void,
  ) {
    const { api, around, outbox } = shared;
    this.thread = new Thread({
      api,
      around,
      dialogId,
      side: 'manager',
      reduce: reduceForOperator,
      outbox,
      link: {
        send: (frame) => this.answered && shared.send({ ...frame, dialog_id: dialogId }),
        drop: () => shared.drop(),
        askNow: () => shared.askNow(),
      },
      changed: () => this.changed(),
      gone: (reason) => (reason === 'unauthorized' ? shared.close(reason) : this.lose(reason)),
      emptied,
    });
  }

  start(): void {
    this.thread.start();
    if (this.shared.isUp()) this.lineUp();
    else this.shared.askNow();
  }

  status(): Status {
    if (this.gone) return 'closed';
    const line = this.shared.status();
    if (line !== 'live') return line;
    return this.answered && this.thread.catchUp.isDone() ? 'live' : 'catching_up';
  }

  closedReason(): ClosedReason | undefined {
    return this.gone ?? this.shared.closedReason();
  }

  subscribe(listener: () => void): () => void {
    return this.listeners.add(listener);
  }

  changed(): void {
    this.listeners.tell();
  }

  receive(frame: ServerFrame): void {
    if (this.gone) return;
    if (frame.type === 'error' && frame.client_id === undefined && !this.answered) {
      if (frame.dialog_id === this.dialogId) this.refused(frame.code);
      return;
    }
    this.thread.receive(frame);
    if (isHelloOf(frame, this.dialogId)) {
      this.answered = true;
      this.shared.around.clock.clearTimeout(this.timer);
      this.thread.lineUp();
      this.changed();
    }
  }

  /** One dialog that is gone must not stop the others' polling. */
  async ask(asking: Asking): Promise<boolean> {
    if (this.gone) return false;
    return this.thread.ask(asking).catch((error: unknown) => {
      if (!(error instanceof ApiError) || error.code !== 'not_found') throw error;
      this.lose('not_found');
      return false;
    });
  }

  /** The inbox's socket is there: ask for this dialog, from where we are. */
  lineUp(): void {
    if (this.gone) return;
    const { loaded, lastSeq: after, historyEpoch } = this.thread.getView();
    const position = loaded && historyEpoch !== undefined ? { after, history_epoch: historyEpoch } : {};
    this.shared.send({ type: 'subscribe', dialog_id: this.dialogId, ...position });
    this.again(ANSWER_MS);
  }

  lineDown(code: number): void {
    this.answered = false;
    this.shared.around.clock.clearTimeout(this.timer);
    this.thread.lineDown(code);
  }

  /** Something was changed by REST: with a socket its frames are on the way, else look at once. */
  acted(): void {
    this.shared.askNow();
  }

  unsubscribe(): void {
    if (!this.gone) this.shared.send({ type: 'unsubscribe', dialog_id: this.dialogId });
    this.stop();
  }

  stop(reason?: ClosedReason): void {
    this.shared.around.clock.clearTimeout(this.timer);
    this.thread.stop(reason);
  }

  /** Gone, or there is no room just now: then it is at least read, and asked for again. */
  private refused(code: string): void {
    if (code === 'not_found') {
      this.lose('not_found');
      return;
    }
    void this.thread.catchUp.step().catch(() => {});
    this.again(REFUSED_MS);
  }

  private again(ms: number): void {
    this.shared.around.clock.clearTimeout(this.timer);
    this.timer = this.shared.around.clock.setTimeout(() => this.lineUp(), ms);
  }

  private lose(reason: ClosedReason): void {
    this.gone = reason;
    this.stop(reason);
    this.changed();
  }
}
