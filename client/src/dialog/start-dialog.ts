import type { Endpoint } from '../endpoint.ts';
import type { Dialog, Page, Posted } from '../wire.ts';
import type { OutboxStore } from './outbox-store.ts';

export interface StartDialogOptions {
  text?: string;
  /** Makes the creation idempotent: the same one again gives the same dialog. */
  clientId: string;
  messageClientId: string;
  visitorToken?: string;
  page?: Page;
  outbox?: OutboxStore;
  /** Stops the retrying. */
  signal?: AbortSignal;
}

export interface StartedDialog {
  dialog: Dialog;
  /** Only when the server made it. */
  visitorToken?: string;
  message?: Posted;
}

export declare function startDialog(endpoint: Endpoint, options: StartDialogOptions): Promise<StartedDialog>;
