import type { Api } from '../api/api.ts';
import type { Asking } from '../connection/polling.ts';
import type { ClosedReason, Status } from '../connection/status.ts';
import type { OutboxStore } from '../dialog/outbox-store.ts';
import type { Surroundings } from '../endpoint.ts';
import type { ClientFrame, ServerFrame } from '../wire.ts';
import type { OperatorDialog } from './inbox.ts';
import { operatorDialog } from './operator-dialog.ts';
import { Subscription } from './subscription.ts';

/** What the open dialogs share. */
export interface Shared {
  api: Api;
  around: Surroundings;
  outbox: OutboxStore;
  send(frame: ClientFrame): boolean;
  isUp(): boolean;
  status(): Status;
  closedReason(): ClosedReason | undefined;
  drop(): void;
  askNow(): void;
  close(reason: ClosedReason): void;
}

/** The dialogs that somebody looks at, each subscribed once. */
export class OpenDialogs {
  private readonly following = new Map<number, Subscription>();

  constructor(private readonly shared: Shared) {}

  open(dialogId: number): OperatorDialog {
    const known = this.following.get(dialogId);
    const subscription = known ?? new Subscription(this.shared, dialogId, () => this.release(dialogId));
    if (!known) {
      this.following.set(dialogId, subscription);
      subscription.start();
    }
    subscription.users += 1;
    return operatorDialog(this.shared.api, subscription, () => {
      subscription.users -= 1;
      this.release(dialogId);
    });
  }

  /** What an earlier page left unsent goes out, whether somebody opens its dialog or not. */
  async resume(): Promise<void> {
    const left = await this.shared.outbox.all().catch(() => []);
    const unsent = left.flatMap(({ dialogId, failure }) => (failure ? [] : (dialogId ?? [])));
    for (const dialogId of new Set(unsent)) this.open(dialogId).close();
  }

  receive(frame: ServerFrame): void {
    const dialogId = 'dialog_id' in frame ? frame.dialog_id : undefined;
    if (dialogId !== undefined) this.following.get(dialogId)?.receive(frame);
    // A refusal may name only what was sent; ids are unique, so only its sender takes it.
    else if (frame.type === 'error')
      for (const subscription of this.following.values()) subscription.receive(frame);
  }

  async ask(asking: Asking): Promise<boolean> {
    const asked = [...this.following.values()].map((subscription) => subscription.ask(asking));
    return (await Promise.all(asked)).some((busy) => busy);
  }

  lineUp(): void {
    for (const subscription of this.following.values()) subscription.lineUp();
  }

  lineDown(code: number): void {
    for (const subscription of this.following.values()) subscription.lineDown(code);
  }

  statusChanged(): void {
    for (const subscription of this.following.values()) subscription.changed();
  }

  stop(reason?: ClosedReason): void {
    for (const subscription of this.following.values()) subscription.stop(reason);
  }

  /** Nobody looks any more. What was typed is still sent before the dialog is let go. */
  private release(dialogId: number): void {
    const subscription = this.following.get(dialogId);
    if (!subscription || subscription.users > 0 || !subscription.thread.outbox.isDone()) return;
    this.following.delete(dialogId);
    subscription.unsubscribe();
  }
}
