import type { Endpoint } from '../endpoint.ts';
import type { DialogSession } from './dialog-session.ts';
import type { OutboxStore } from './outbox-store.ts';
import type { DialogView } from './view.ts';

export interface OpenDialogOptions {
  dialogId: number;
  outbox?: OutboxStore;
  /** What was on the screen last time: shown at once, then brought up to date. */
  snapshot?: DialogView;
}

export declare function openDialog(endpoint: Endpoint, options: OpenDialogOptions): DialogSession;
