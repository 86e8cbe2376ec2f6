import { backoff } from '../connection/backoff.ts';
import type { Surroundings } from '../endpoint.ts';
import { oneTabAtATime } from './one-tab.ts';
import type { OutboxItem, OutboxStore } from './outbox-store.ts';
import { patientStore } from './patient-store.ts';
import type { Outcome, Transmitter } from './transmit.ts';
import type { Failure } from './view.ts';

/** How many of one dialog survive a reload; what is typed beyond lives as long as the page. */
const MOST_STORED = 200;
/** How many confirmed messages are kept, in case the server loses them by restoring a backup. */
const REMEMBERED = 100;

interface Target {
  dialogId: number;
  show(item: OutboxItem): void;
  sent(item: OutboxItem, outcome: Outcome & { kind: 'sent' }): void;
  failed(item: OutboxItem, failure: Failure): void;
  /** Another tab took it out of the store: it was sent or discarded there. */
  elsewhere(item: OutboxItem): Promise<void>;
  emptied(): void;
}

/** What was typed and is not confirmed: stored before it is sent, sent in order, one at a time. */
export class Outbox {
  private readonly store: OutboxStore;
  private restored = Promise.resolve();
  private ready = false;
  private readonly items: OutboxItem[] = [];
  private readonly stored = new Map<string, Promise<boolean>>();
  private readonly remembered: OutboxItem[] = [];
  private draining = false;
  private reason: Failure | undefined;
  private stopped = false;
  private failures = 0;
  private retryAfterMs: number | undefined;
  private toldToWait = false;
  private wake: (() => void) | undefined;

  constructor(
    store: OutboxStore,
    private readonly around: Surroundings,
    private readonly transmitter: Transmitter,
    private readonly target: Target,
  ) {
    this.store = patientStore(store, around.clock);
  }

  /** Shows and sends what an earlier page left behind, before anything newer. */
  restore(): void {
    this.restored = this.readStore();
    void this.drain();
  }

  add(item: OutboxItem): void {
    if (this.find(item.clientId)) return;
    this.items.push(item);
    this.save(item);
    this.target.show(item);
    if (this.reason) this.target.failed(item, this.reason);
    void this.drain();
  }

  retry(clientId: string): void {
    const item = this.find(clientId);
    if (!item?.failure) return;
    delete item.failure;
    this.save(item);
    this.target.show(item);
    void this.drain();
  }

  /** Forgets it. What is on its way already may still arrive. */
  discard(clientId: string): void {
    this.remove(clientId);
  }

  /** The server has it; the news may come by `ack`, by history, or from another connection. */
  confirmed(clientId: string): void {
    const item = this.find(clientId);
    if (!item) return;
    this.remove(clientId);
    this.remembered.push(item);
    if (this.remembered.length > REMEMBERED) this.remembered.shift();
    this.transmitter.settle(clientId, { kind: 'sent' });
  }

  /** Of what was confirmed here: the server's history may have lost some of it. */
  sendAgain(isLost: (clientId: string) => boolean): void {
    const lost = this.remembered.filter(({ clientId }) => isLost(clientId));
    for (const item of lost) {
      this.remembered.splice(this.remembered.indexOf(item), 1);
      this.add({ ...item, attempts: 0 });
    }
  }

  ids(): string[] {
    return this.items.map(({ clientId }) => clientId);
  }

  /** Nothing is left to send, also from an earlier page; what was refused waits for a person. */
  isDone(): boolean {
    return this.ready && this.next() === undefined;
  }

  /** The line is back: no reason to wait any longer, unless the server itself asked for it. */
  hurry(): void {
    if (!this.toldToWait) this.wake?.();
  }

  /** With a reason: the line is closed for good, and nobody is left to believe that it is being sent. */
  stop(reason?: Failure): void {
    this.stopped = true;
    this.reason ??= reason;
    this.wake?.();
    if (reason)
      for (const item of this.items.filter(({ failure }) => !failure)) this.target.failed(item, reason);
  }

  private async readStore(): Promise<void> {
    const all = await this.store.all().catch(() => []);
    const mine = all.filter(({ dialogId }) => dialogId === this.target.dialogId);
    for (const item of mine.toSorted((a, b) => a.created - b.created)) {
      if (this.find(item.clientId)) continue;
      this.stored.set(item.clientId, Promise.resolve(true));
      this.items.push(item);
      this.target.show(item);
    }
    this.items.sort((a, b) => a.created - b.created);
    this.ready = true;
  }

  private async drain(): Promise<void> {
    if (this.draining) return;
    this.draining = true;
    await this.restored;
    for (let item = this.next(); item && !this.stopped; item = this.next()) {
      const current = item;
      await oneTabAtATime(`tandem-outbox-${this.target.dialogId}`, () => this.deliver(current));
      if (this.failures > 0 && !this.stopped) await this.pause();
    }
    this.draining = false;
    if (!this.stopped) this.target.emptied();
  }

  private async deliver(item: OutboxItem): Promise<void> {
    if (!(await this.isStillOurs(item))) return;
    item.attempts += 1;
    await this.save(item);
    // Confirmed or discarded while it was being stored.
    if (!this.find(item.clientId) || this.stopped) return;
    const outcome = await this.transmitter.send(item);
    this.failures = 0;
    if (outcome.kind === 'sent') {
      this.confirmed(item.clientId);
      this.target.sent(item, outcome);
    } else if (outcome.retryable) {
      this.failures = item.attempts;
      this.retryAfterMs = outcome.retryAfterMs;
    } else if (this.find(item.clientId)) {
      // Signed in again, the same message may go.
      item.failure = { code: outcome.code, retryable: outcome.code === 'unauthenticated' };
      this.save(item);
      this.target.failed(item, item.failure);
    }
  }

  private async isStillOurs(item: OutboxItem): Promise<boolean> {
    if (!this.find(item.clientId)) return false;
    const inStore = await this.stored.get(item.clientId);
    if (!inStore) return true;
    const all = await this.store.all().catch(() => undefined);
    if (!all || all.some(({ clientId }) => clientId === item.clientId)) return true;
    this.forget(item.clientId);
    await this.target.elsewhere(item);
    return false;
  }

  private pause(): Promise<void> {
    const ms = this.retryAfterMs ?? backoff(this.failures, this.around.random);
    this.toldToWait = this.retryAfterMs !== undefined;
    this.retryAfterMs = undefined;
    return new Promise((resolve) => {
      const timer = this.around.clock.setTimeout(() => this.wake?.(), ms);
      this.wake = () => {
        this.around.clock.clearTimeout(timer);
        this.wake = undefined;
        this.toldToWait = false;
        resolve();
      };
    });
  }

  /** The first that is not refused: one in flight, in order. */
  private next(): OutboxItem | undefined {
    return this.items.find(({ failure }) => !failure);
  }

  private find(clientId: string): OutboxItem | undefined {
    return this.items.find((item) => item.clientId === clientId);
  }

  /** A store that refuses costs the reload's safety, not the message. */
  private save(item: OutboxItem): Promise<boolean> {
    if (this.stored.size >= MOST_STORED && !this.stored.has(item.clientId)) return Promise.resolve(false);
    const saved = this.store.put({ ...item }).then(
      () => true,
      () => false,
    );
    this.stored.set(item.clientId, saved);
    return saved;
  }

  private remove(clientId: string): void {
    const saved = this.stored.get(clientId);
    this.forget(clientId);
    // After the put that may still run, or it would come back.
    void saved?.then(() => this.store.remove(clientId)).catch(() => {});
  }

  private forget(clientId: string): void {
    const at = this.items.findIndex((item) => item.clientId === clientId);
    if (at !== -1) this.items.splice(at, 1);
    this.stored.delete(clientId);
  }
}
