import type { Api } from '../api/api.ts';
import type { ApiError } from '../api/api-error.ts';
import { CloseCode } from '../connection/carrier.ts';
import type { Asking } from '../connection/polling.ts';
import type { ClosedReason } from '../connection/status.ts';
import type { Surroundings } from '../endpoint.ts';
import type { Dialog, DialogDetail, Generation, Hello, ListPage, ServerFrame } from '../wire.ts';
import { CatchUp } from './catch-up.ts';
import { GenerationWatch } from './generation-watch.ts';
import { HalfOpenWatch } from './half-open.ts';
import type { Link } from './link.ts';
import { MarksOut } from './marks-out.ts';
import { Outbox } from './outbox.ts';
import type { OutboxItem, OutboxStore } from './outbox-store.ts';
import { type DialogAction, reduceDialog } from './reduce.ts';
import { Transmitter } from './transmit.ts';
import { TypingOut } from './typing-out.ts';
import { type DialogView, type Entry, emptyView } from './view.ts';

export interface ThreadOptions {
  api: Api;
  around: Surroundings;
  dialogId: number;
  /** Which side of the dialog we are. */
  side: 'user' | 'manager';
  outbox: OutboxStore;
  snapshot?: DialogView | undefined;
  link: Link;
  changed(): void;
  gone(reason: ClosedReason): void;
  /** Another side sees more in the same frames. */
  reduce?: typeof reduceDialog;
  emptied?(): void;
}

/** One dialog, kept up to date from whatever frames come in, with all that has to be said in return. */
export class Thread {
  readonly typing: TypingOut;
  readonly marks: MarksOut;
  readonly catchUp: CatchUp;
  readonly outbox: Outbox;
  private readonly generations: GenerationWatch;
  private readonly transmitter: Transmitter;
  private readonly halfOpen: HalfOpenWatch;
  private view: DialogView;
  private typingTimer: unknown;
  private lastEpoch: string | undefined;
  private pollAnswered = false;

  constructor(private readonly options: ThreadOptions) {
    const { api, around, dialogId, side, link, outbox, snapshot } = options;
    this.view = snapshot?.dialogId === dialogId ? fromSnapshot(snapshot) : emptyView(dialogId);
    this.lastEpoch = this.view.historyEpoch;
    const view = () => this.view;
    const dispatch = (action: DialogAction) => this.dispatch(action);
    this.catchUp = new CatchUp(api, around, { view, dispatch, gone: (error) => this.gone(error) });
    const readOn = () => this.catchUp.step();
    this.generations = new GenerationWatch(api, around, { view, dispatch, readOn });
    this.marks = new MarksOut(api, around, link, side, view);
    this.typing = new TypingOut(api, around, link, dialogId);
    this.transmitter = new Transmitter(api, around, link, dialogId);
    this.halfOpen = new HalfOpenWatch(around.clock, () => link.drop());
    this.outbox = new Outbox(outbox, around, this.transmitter, {
      dialogId,
      show: (item) => this.show(item),
      sent: (_item, { ack }) => {
        if (!ack) return;
        this.receive(ack);
        this.halfOpen.stored(ack.seq);
      },
      failed: ({ clientId }, failure) =>
        dispatch({ type: 'delivery', clientId, delivery: 'failed', failure }),
      elsewhere: async ({ clientId }) => {
        await this.catchUp.step().catch(() => {});
        dispatch({ type: 'discard', clientId });
      },
      emptied: () => options.emptied?.(),
    });
  }

  start(): void {
    this.outbox.restore();
    this.catchUp.kick();
    this.generations.look();
  }

  getView(): DialogView {
    return this.view;
  }

  receive(frame: ServerFrame): void {
    if (frame.type === 'error') {
      const { client_id: clientId, code, retryable, retry_after_ms: retryAfterMs } = frame;
      if (clientId === undefined) return;
      const wait = retryAfterMs === undefined ? {} : { retryAfterMs };
      this.transmitter.settle(clientId, { kind: 'refused', code, retryable, ...wait });
      return;
    }
    this.halfOpen.heard(frame);
    this.dispatch({ type: 'frame', frame, now: this.options.around.clock.now() });
    if (frame.type === 'ack') this.outbox.confirmed(frame.client_id);
  }

  /** Something carries this dialog from now on; its `hello` was received. */
  lineUp(): void {
    this.halfOpen.lineUp();
    this.marks.again();
    this.catchUp.hurry();
    this.outbox.hurry();
    void this.generations.ask();
  }

  lineDown(code: number): void {
    this.pollAnswered = false;
    this.halfOpen.lineDown();
    this.transmitter.lineDown(code === CloseCode.tooLarge);
  }

  /** One round of polling. */
  async ask(asking: Asking): Promise<boolean> {
    const wasAnswered = this.pollAnswered;
    this.pollAnswered = false;
    const busy = await this.read(asking);
    this.pollAnswered = true;
    if (!wasAnswered) this.outbox.hurry();
    return busy;
  }

  post(text: string, clientId: string, note: boolean): void {
    const created = this.options.around.clock.now();
    this.typing.sent();
    this.outbox.add({
      clientId,
      dialogId: this.view.dialogId,
      text,
      created,
      attempts: 0,
      ...(note ? { note } : {}),
    });
  }

  discard(clientId: string): void {
    this.outbox.discard(clientId);
    this.dispatch({ type: 'discard', clientId });
  }

  stop(reason?: ClosedReason): void {
    this.catchUp.stop();
    this.generations.stop();
    this.marks.stop();
    this.halfOpen.stop();
    this.typing.sent();
    const code = reason === 'closed' ? undefined : reason;
    this.outbox.stop(code && { code, retryable: code !== 'not_found' });
    this.options.around.clock.clearTimeout(this.typingTimer);
  }

  /** State and marks, a growing answer, and what follows in the history. */
  private async read({ wait, signal }: Asking): Promise<boolean> {
    const { api, dialogId } = this.options;
    const active = await api.get<ListPage<Generation>>(
      '/generations',
      { status: 'active', dialog_id: dialogId },
      { signal },
    );
    const dialog = await api.get<Dialog | DialogDetail>(`/dialogs/${dialogId}`, {}, { signal });
    if (signal.aborted) return false;
    this.dispatch({ type: 'dialog', dialog });
    const { lastSeq } = this.view;
    const growing = active.items.find((generation) => generation.dialog_id === dialogId);
    if (growing) this.dispatch({ type: 'generation', generation: growing });
    await this.catchUp.step({ signal, wait: this.catchUp.isDone() && !growing ? wait : 0 });
    // It was drawn and is not active any more: how did it end?
    if (!growing) await this.generations.ask();
    return growing !== undefined || this.view.lastSeq > lastSeq;
  }

  private dispatch(action: DialogAction): void {
    const before = this.view;
    this.view = (this.options.reduce ?? reduceDialog)(before, action);
    if (this.view === before) return;
    this.options.changed();
    this.confirmOwn(before);
    this.resendLost();
    this.catchUp.kick();
    this.generations.look();
    this.marks.look();
    this.watchTyping();
  }

  /** Own messages that got their number, by whatever way, leave the outbox. */
  private confirmOwn(before: DialogView): void {
    if (before.entries === this.view.entries) return;
    const { entries } = this.view;
    const { side } = this.options;
    for (const id of this.outbox.ids()) {
      const has = entries.some(
        ({ clientId, seq, sender }) => clientId === id && sender === side && seq !== undefined,
      );
      if (has) this.outbox.confirmed(id);
    }
  }

  /** After a restore from an older backup, what was confirmed here and is gone there goes once more. */
  private resendLost(): void {
    if (!this.view.loaded || this.view.historyEpoch === this.lastEpoch) return;
    const isFirst = this.lastEpoch === undefined;
    this.lastEpoch = this.view.historyEpoch;
    if (isFirst) return;
    const there = new Set(this.view.entries.map(({ clientId }) => clientId));
    this.outbox.sendAgain((clientId) => !there.has(clientId));
  }

  private show({ clientId, text, note, created, failure }: OutboxItem): void {
    const entry: Entry = {
      key: `c${clientId}`,
      clientId,
      sender: this.options.side,
      kind: note ? 'note' : 'message',
      text,
      timestamp: new Date(created).toISOString(),
      delivery: failure ? 'failed' : 'sending',
      ...(failure ? { failure } : {}),
    };
    this.dispatch({ type: 'optimistic', entry });
    this.dispatch({
      type: 'delivery',
      clientId,
      delivery: failure ? 'failed' : 'sending',
      ...(failure ? { failure } : {}),
    });
  }

  private watchTyping(): void {
    const { clock } = this.options.around;
    clock.clearTimeout(this.typingTimer);
    const next = Math.min(...this.view.typing.map(({ until }) => until));
    if (!Number.isFinite(next)) return;
    const tick = () => this.dispatch({ type: 'tick', now: clock.now() });
    this.typingTimer = clock.setTimeout(tick, Math.max(0, next - clock.now()));
  }

  private gone({ status }: ApiError): void {
    this.options.gone(status === 401 ? 'unauthorized' : 'not_found');
  }
}

/**
 * Unconfirmed entries come back from the outbox; signs of life of last time mean nothing now. What an older
 * version of this code did not keep is empty.
 */
function fromSnapshot(snapshot: DialogView): DialogView {
  const { generation: _generation, visitor: _visitor, viewers: _viewers, ...view } = snapshot;
  const entries = view.entries.filter(({ seq }) => seq !== undefined);
  return { ...emptyView(view.dialogId), ...view, entries, typing: [] };
}

export function isHelloOf(frame: ServerFrame, dialogId: number): frame is Hello {
  return frame.type === 'hello' && frame.dialog_id === dialogId;
}
