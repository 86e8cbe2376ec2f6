export type { Api, Query, RequestOptions } from './api/api.ts';
export { ApiError } from './api/api-error.ts';
export { createApi } from './api/create-api.ts';
export { type Clock, systemClock } from './clock.ts';
export type { PageSignal, PageSignals } from './connection/page-signals.ts';
export type { ClosedReason, Status } from './connection/status.ts';
export type { DialogSession } from './dialog/dialog-session.ts';
export { type OpenDialogOptions, openDialog } from './dialog/open-dialog.ts';
export { memoryOutbox, type OutboxItem, type OutboxStore } from './dialog/outbox-store.ts';
export { type DialogAction, reduceDialog } from './dialog/reduce.ts';
export { type StartDialogOptions, type StartedDialog, startDialog } from './dialog/start-dialog.ts';
export {
  type Delivery,
  type DialogView,
  type Entry,
  emptyView,
  type Failure,
  type GenerationView,
  type Presence,
  type TypingView,
  type Unanswered,
} from './dialog/view.ts';
export type { Audience, Endpoint } from './endpoint.ts';
export type { InboxSession, OperatorDialog } from './inbox/inbox.ts';
export { type OpenInboxOptions, openInbox } from './inbox/open-inbox.ts';
export type * from './wire.ts';
