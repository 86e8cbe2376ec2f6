// What travels between client and server, under the names that the rest of the package uses. The shapes
// are generated from the server's own types; protocol.md is the law behind both.
import type { components } from './generated/wire.ts';

type Schemas = components['schemas'];

export type DialogState = 'assistant' | 'queued' | 'operator' | 'closed';

/** The server leaves out what it does not have and never writes null; and it has these four states. */
type Sent<T> = T extends readonly (infer Item)[]
  ? Sent<Item>[]
  : T extends object
    ? { [Key in keyof T]: Key extends 'state' ? DialogState : Sent<Exclude<T[Key], null>> }
    : T;

type Wire<Name extends keyof Schemas> = Sent<Schemas[Name]>;

export type Sender = Wire<'Sender'>;
export type Person = Wire<'Person'>;
export type Citation = Wire<'Citation'>;
export type MessageMeta = Wire<'MessageMeta'>;
export type Page = Wire<'Page'>;
export type Contact = Wire<'ContactBody'>;
export type LastMessage = Wire<'LastMessageBody'>;
export type Problem = Wire<'Problem'>;
export type ErrorCode = Wire<'ErrorCode'>;
/** How far each side has come, in the reader's own numbering. */
export type Marks = Wire<'MarksBody'>;

// Frames of the server

type Frame<Type extends string> = Extract<Wire<'ServerFrame'>, { type: Type }>;

/** Without `dialog_id` it is the first frame of /ws/inbox. */
export type Hello = Frame<'hello'>;
export type MessageFrame = Frame<'message'>;
export type ChangeFrame = Frame<'message_updated' | 'message_deleted'>;
export type Ack = Frame<'ack'>;
export type TypingFrame = Frame<'typing_start' | 'typing_stop'>;
export type GenerationStarted = Frame<'generation_started'>;
export type GenerationDelta = Frame<'generation_delta'>;
export type GenerationSnapshot = Frame<'generation_snapshot'>;
export type PresenceFrame = Frame<'presence'>;
export type ErrorFrame = Frame<'error'>;

/** The frames that carry a number and make up the history. */
export type NumberedFrame = MessageFrame | ChangeFrame;
export type ServerFrame = Wire<'ServerFrame'>;

/** On /ws/inbox each frame about a dialog also carries `dialog_id`. */
export type ClientFrame = Wire<'ClientFrame'> & { dialog_id?: number };

// REST

/** A dialog as its contact sees it. */
export type Dialog = Wire<'DialogBody'>;
/** A row of the operators' inbox. */
export type DialogSummary = Wire<'DialogSummaryBody'>;
/** A dialog as an operator opens it. */
export type DialogDetail = Wire<'DialogDetail'>;
export type DialogCreated = Wire<'DialogCreated'>;
export type Posted = Wire<'PostedBody'>;
export type Generation = Wire<'GenerationBody'>;
export type WidgetConfig = Wire<'WidgetConfig'>;

export interface HistoryPage extends Omit<Wire<'HistoryBody'>, 'items'> {
  items: NumberedFrame[];
}

export interface ListPage<Item> {
  items: Item[];
  next_cursor?: string | null;
}
