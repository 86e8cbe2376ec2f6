import type { Dialog, DialogView, Status, WidgetConfig } from 'tandem-client';

/** A first message whose dialog is still being created, or words typed after it meanwhile. */
export interface Starting {
  startId: string;
  messages: readonly StartingMessage[];
  failure?: { code: string; retryable: boolean } | undefined;
}

export interface StartingMessage {
  clientId: string;
  text: string;
  created: number;
}

export type Phase =
  /** Nothing to show yet. */
  | 'loading'
  | 'ready'
  /** The server does not serve this chat here: unknown, switched off, or not for this page. */
  | 'refused'
  | 'signed_out'
  | 'unreachable';

export interface ChatState {
  phase: Phase;
  config: WidgetConfig | undefined;
  /** The panel is seen. */
  open: boolean;
  /** No closing: part of a page of its own. */
  inline: boolean;
  screen: 'chat' | 'list';
  dialogs: readonly Dialog[];
  /** Missing while a new dialog has no first word yet. */
  dialogId: number | undefined;
  view: DialogView | undefined;
  status: Status;
  starting: Starting | undefined;
  /** A person was asked for and the answer is not here yet. */
  asking: boolean;
  /** A short sentence about something that did not work. */
  trouble: 'handoff' | undefined;
  locale: string;
  /** Counts how often the page asked for the composer. */
  focusAsked: number;
  /** Words that the page put into the composer. */
  composed: { text: string } | undefined;
}

type Wanted = { open?: boolean; inline?: boolean; locale?: string };

export const firstState = (init: Wanted): ChatState => ({
  phase: 'loading',
  config: undefined,
  open: init.open ?? true,
  inline: init.inline ?? true,
  screen: 'chat',
  dialogs: [],
  dialogId: undefined,
  view: undefined,
  status: 'connecting',
  starting: undefined,
  asking: false,
  trouble: undefined,
  locale: init.locale ?? 'en',
  focusAsked: init.open && !init.inline ? 1 : 0,
  composed: undefined,
});
