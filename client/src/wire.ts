// What travels between client and server, under the names that the rest of the package uses.
// The law is protocol.md §5 (frames) and §6 (REST).

export type Sender = 'user' | 'assistant' | 'manager' | 'system';
export type DialogState = 'assistant' | 'queued' | 'operator' | 'closed';

export interface Person {
  id?: number;
  name: string;
  avatar_url?: string;
}

export interface Citation {
  article_id: number;
  title: string;
  url?: string;
}

export interface Page {
  url: string;
  title: string;
  referrer: string;
}

/** How far each side has come, in the reader's own numbering. */
export interface Marks {
  user: number;
  manager: number;
}

export interface Hello {
  type: 'hello';
  protocol: string;
  connection_id: string;
  /** Missing in the first frame of /ws/inbox, which is about no dialog. */
  dialog_id?: number;
  state?: DialogState;
  manager?: Person;
  position?: number;
  last_seq?: number;
  read?: Marks;
  delivered?: Marks;
  history_epoch?: string;
  heartbeat_seconds: number;
  server_time: string;
}

export interface MessageFrame {
  type: 'message';
  id: number;
  dialog_id: number;
  seq: number;
  sender: Sender;
  text: string;
  timestamp: string;
  client_id?: string;
  author?: Person;
  attachments?: unknown[];
  citations?: Citation[];
  meta?: Record<string, unknown>;
}

export interface MessageUpdated {
  type: 'message_updated' | 'message_deleted';
  id: number;
  dialog_id: number;
  of_seq: number;
  seq: number;
  text?: string;
  timestamp: string;
}

/** The frames that carry a number and make up the history. */
export type NumberedFrame = MessageFrame | MessageUpdated;

export interface Ack {
  type: 'ack';
  dialog_id?: number;
  client_id: string;
  id: number;
  seq: number;
  timestamp: string;
  duplicate: boolean;
  mismatch?: boolean;
}

export interface Advance {
  type: 'advance';
  dialog_id?: number;
  seq: number;
}

export interface TypingFrame {
  type: 'typing_start' | 'typing_stop';
  dialog_id?: number;
  sender: Sender;
  author?: Person;
  preview?: string;
}

export interface GenerationStarted {
  type: 'generation_started';
  dialog_id?: number;
  generation_id: number;
  reply_to_seq: number;
  attempt: number;
}

export interface GenerationText {
  type: 'generation_delta' | 'generation_snapshot';
  dialog_id?: number;
  generation_id: number;
  index: number;
  text: string;
}

export interface GenerationCompleted {
  type: 'generation_completed';
  dialog_id?: number;
  generation_id: number;
  message_id: number;
  seq: number;
  usage?: Record<string, unknown>;
  latency_ms?: number;
}

export interface GenerationEnded {
  type: 'generation_failed' | 'generation_cancelled';
  dialog_id?: number;
  generation_id: number;
  code?: string;
}

export interface HandoffRequested {
  type: 'handoff_requested';
  dialog_id: number;
  reason?: string;
  requested_by?: string;
  position?: number;
  eta_seconds?: number;
}

export interface HandoffStarted {
  type: 'handoff_started';
  dialog_id: number;
  manager: Person;
}

export interface HandoffEnded {
  type: 'handoff_ended';
  dialog_id: number;
  to: 'assistant' | 'queue';
}

export interface DialogClosed {
  type: 'dialog_closed' | 'dialog_reopened';
  dialog_id: number;
  by?: unknown;
}

export interface MarkFrame {
  type: 'read' | 'delivered';
  dialog_id?: number;
  sender: Sender;
  seq: number;
}

export interface PresenceFrame {
  type: 'presence';
  dialog_id?: number;
  visitor?: 'online' | 'offline' | boolean;
  page?: Page;
  viewers?: Person[];
  operators_online?: number;
}

export interface DialogSummary {
  id: number;
  state: DialogState;
  assignee?: Person | null;
  contact: Contact;
  last_message?: LastMessage | null;
  unread: number;
  tags: string[];
  updated_at: string;
}

export interface Contact {
  id: number;
  name?: string | null;
  email?: string | null;
  phone?: string | null;
  verified?: boolean;
  attributes?: Record<string, unknown>;
}

export interface LastMessage {
  sender: Sender;
  text: string;
  timestamp: string;
  seq?: number;
}

export interface DialogUpdated {
  type: 'dialog_updated';
  dialog: DialogSummary;
}

export interface ReconnectFrame {
  type: 'reconnect';
  retry_after_ms: number;
  why?: string;
}

export interface ResetFrame {
  type: 'reset';
  dialog_id?: number;
  history_epoch: string;
}

export interface MoreFrame {
  type: 'more';
  dialog_id?: number;
  upto: number;
}

export interface Pong {
  type: 'pong';
  nonce?: string;
}

export interface ErrorFrame {
  type: 'error';
  dialog_id?: number;
  code: string;
  message: string;
  client_id?: string;
  retryable: boolean;
  retry_after_ms?: number;
}

export type ServerFrame =
  | Hello
  | MessageFrame
  | MessageUpdated
  | Ack
  | Advance
  | TypingFrame
  | GenerationStarted
  | GenerationText
  | GenerationCompleted
  | GenerationEnded
  | HandoffRequested
  | HandoffStarted
  | HandoffEnded
  | DialogClosed
  | MarkFrame
  | PresenceFrame
  | DialogUpdated
  | ReconnectFrame
  | ResetFrame
  | MoreFrame
  | Pong
  | ErrorFrame;

/** On /ws/inbox each of these also carries `dialog_id`. */
export type ClientFrame = { dialog_id?: number } & (
  | { type: 'message'; client_id: string; text: string; expected_epoch?: number }
  | { type: 'note'; client_id: string; text: string }
  | { type: 'typing_start' | 'typing_stop' }
  | { type: 'read' | 'delivered'; seq: number }
  | { type: 'subscribe'; dialog_id: number; after?: number; history_epoch?: string }
  | { type: 'unsubscribe'; dialog_id: number }
  | ({ type: 'page' } & Page)
  | { type: 'ping'; nonce?: string }
);

// REST

/** GET {prefix}/dialogs/{id} */
export interface Dialog {
  id: number;
  state: DialogState;
  manager?: Person | null;
  position?: number | null;
  last_seq: number;
  read: Marks;
  delivered: Marks;
  history_epoch?: string;
  suggestion?: string | null;
  created_at?: string;
  updated_at?: string;
}

/** GET {prefix}/dialogs/{id}/messages */
export interface HistoryPage {
  items: NumberedFrame[];
  last_seq: number;
  history_epoch: string;
  more: boolean;
}

/** POST {prefix}/dialogs/{id}/messages */
export interface Posted {
  id: number;
  seq: number;
  timestamp: string;
  duplicate: boolean;
  mismatch?: boolean;
}

/** GET {prefix}/generations/{id} */
export interface Generation {
  id: number;
  dialog_id?: number;
  status: 'queued' | 'generating' | 'completed' | 'error' | 'cancelled';
  text: string;
  index: number;
  attempts: number;
  error?: string | null;
}

export interface ListPage<T> {
  items: T[];
  next_cursor?: string | null;
}
