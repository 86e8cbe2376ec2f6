import type { Endpoint } from '../endpoint.ts';
import type { Dialog, MessageFrame, Page } from '../wire.ts';
import type { OutboxStore } from './outbox-store.ts';

export interface StartDialogOptions {
  text?: string;
  /** Makes the creation idempotent: the same one again gives the same dialog. */
  clientId: string;
  messageClientId: string;
  visitorToken?: string;
  contact?: { name?: string; email?: string; phone?: string };
  page?: Page;
  outbox?: OutboxStore;
  /** Stops the retrying. */
  signal?: AbortSignal;
}

export interface StartedDialog {
  dialog: Dialog;
  /** Only when the server made it. */
  visitorToken?: string;
  message?: MessageFrame;
}

export declare function startDialog(endpoint: Endpoint, options: StartDialogOptions): Promise<StartedDialog>;
