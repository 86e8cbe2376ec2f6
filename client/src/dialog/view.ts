import type { Citation, DialogState, MessageMeta, Page, Person, Sender } from '../wire.ts';

export type Delivery = 'sending' | 'sent' | 'delivered' | 'read' | 'failed';

export interface Failure {
  code: string;
  retryable: boolean;
}

/** One line of the thread as the screen shows it. */
export interface Entry {
  /** Stays the same from the first keystroke's optimistic bubble to the stored message. */
  key: string;
  seq?: number;
  id?: number;
  sender: Sender;
  kind: 'message' | 'note' | 'system';
  text: string;
  timestamp: string;
  author?: Person;
  citations?: Citation[];
  meta?: MessageMeta;
  /** The generation that an assistant's message came of, or of whose failure the entry tells. */
  generationId?: number;
  clientId?: string;
  /** For what `user` and `manager` sent: only from acks and the other side's marks, never guessed. */
  delivery?: Delivery;
  failure?: Failure;
  edited?: boolean;
  deleted?: boolean;
}

/** An answer that is being written. */
export interface GenerationView {
  id: number;
  attempt: number;
  /** Index of the last delta in `text`; -1 before the first. */
  index: number;
  text: string;
  status: 'queued' | 'generating';
  /** Number of the message that it answers; missing when its start was missed. */
  replyTo?: number;
  /** Deltas that came ahead of a missing one. Not empty means: ask the server for the text. */
  ahead?: Readonly<Record<number, string>>;
}

/** An answer that no message came of. The code is told to operators only. */
export interface Unanswered {
  id: number;
  how: 'failed' | 'cancelled';
  code?: string;
}

export interface Presence {
  online: boolean;
  page?: Page;
}

export interface TypingView {
  sender: Sender;
  author?: Person;
  /** Wall time at which it expires. */
  until: number;
}

/** One dialog as the screen shows it. Plain data: may be cached as JSON and given back as a snapshot. */
export interface DialogView {
  dialogId: number;
  /** False until the history was read, or read anew after a reset. */
  loaded: boolean;
  state: DialogState;
  manager?: Person;
  position?: number;
  entries: readonly Entry[];
  /** Everything up to this number is applied. */
  lastSeq: number;
  /** The highest number that is known to exist. Above `lastSeq`: something is still to be fetched. */
  knownSeq: number;
  /** Up to here `state` is known from the server itself; older system messages do not change it. */
  stateSeq: number;
  historyEpoch?: string;
  /** There are older messages than the first entry. */
  moreBefore: boolean;
  generation?: GenerationView;
  /** The answer that came to nothing last; gone once another begins or somebody has spoken since. */
  unanswered?: Unanswered;
  /** The latest generations that ended, so that a late delta draws nothing. */
  endedGenerations: readonly number[];
  typing: readonly TypingView[];
  read: { user: number; manager: number };
  delivered: { user: number; manager: number };
  visitor?: Presence;
  viewers?: Person[];
  operatorsOnline?: number;
  suggestion?: string;
}

export function emptyView(dialogId: number): DialogView {
  return {
    dialogId,
    loaded: false,
    state: 'assistant',
    entries: [],
    lastSeq: 0,
    knownSeq: 0,
    stateSeq: 0,
    moreBefore: false,
    endedGenerations: [],
    typing: [],
    read: { user: 0, manager: 0 },
    delivered: { user: 0, manager: 0 },
  };
}
