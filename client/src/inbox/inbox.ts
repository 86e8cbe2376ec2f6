import type { ClosedReason, Status } from '../connection/status.ts';
import type { DialogSession } from '../dialog/dialog-session.ts';
import type { DialogSummary } from '../wire.ts';

/** One socket for the list and for any number of open dialogs. */
export interface InboxSession {
  getStatus(): Status;
  getClosedReason(): ClosedReason | undefined;
  subscribe(changed: () => void): () => void;
  onDialogUpdated(heard: (dialog: DialogSummary) => void): () => void;
  /** The line was down: lists may have missed something and are to be fetched again. */
  onReconnected(heard: () => void): () => void;
  /** Ref-counted: each `open` wants its own `close`. */
  open(dialogId: number): OperatorDialog;
  close(): void;
}

/** The actions go by REST and reject with ApiError; 409 `already_claimed` names the holder in its body. */
export interface OperatorDialog extends Omit<DialogSession, 'requestHuman'> {
  note(text: string): string;
  /** Another text for a message or note of one's own. */
  edit(messageId: number, text: string): Promise<void>;
  /** Takes its text away for good; admins anybody's. */
  remove(messageId: number): Promise<void>;
  claim(): Promise<void>;
  release(to: 'assistant' | 'queue'): Promise<void>;
  transfer(operatorId: number): Promise<void>;
  closeDialog(): Promise<void>;
  reopen(): Promise<void>;
}
