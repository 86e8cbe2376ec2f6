import type { ClosedReason, Status } from '../connection/status.ts';
import type { Page } from '../wire.ts';
import type { DialogView } from './view.ts';

/** A dialog that keeps itself up to date. `getView` returns the same object until something changed. */
export interface DialogSession {
  getView(): DialogView;
  getStatus(): Status;
  /** Why the status is `closed`. */
  getClosedReason(): ClosedReason | undefined;
  subscribe(changed: () => void): () => void;
  /** Shows the text at once, stores it, sends it. Returns its `client_id`. */
  post(text: string, clientId?: string): string;
  retry(clientId: string): void;
  discard(clientId: string): void;
  /** Call it on every keystroke; it is sent at most every few seconds. */
  typing(on: boolean): void;
  markRead(seq: number): void;
  requestHuman(reason?: string): Promise<void>;
  loadEarlier(): Promise<void>;
  page(page: Page): void;
  close(): void;
}
