/** The words of the panel, in one table: another language is another object of this shape. */
export const en = {
  chatWith: (name: string) => `Chat with ${name}`,
  ai: 'AI',
  aiAssistant: 'AI assistant',
  person: 'Person from the team',
  you: 'You',
  close: 'Close chat',
  allDialogs: 'Your conversations',
  back: 'Back to the conversation',
  disclosure: (name: string, person: boolean) =>
    `${name} is an AI assistant and can make mistakes.${person ? ' You can talk to a person at any time.' : ''}`,
  greeting: 'How can we help?',
  suggestions: 'Often asked',

  composerLabel: 'Your message',
  placeholderNew: 'Ask a question…',
  placeholder: 'Write a message…',
  placeholderClosed: 'Write to reopen…',
  send: 'Send',
  tooLong: (over: number) => `${over} characters too many`,
  left: (count: number) => `${count} characters left`,

  talkToPerson: 'Talk to a person',
  asking: 'Asking for a person…',
  unanswered: 'That was not an answer? A person can help.',
  handoffTrouble: 'That did not reach us. Please try again.',

  team: 'our team',
  queuedTitle: 'Waiting for a person',

  thinking: (name: string) => `${name} is writing`,
  sources: 'Sources',
  earlier: 'Show earlier messages',
  newMessages: 'New messages',
  thread: 'Messages',
  edited: 'edited',
  unfinished: 'unfinished',
  removed: 'This message was removed.',
  done: 'done',
  open: 'open',

  marks: { sending: 'Sending', sent: 'Sent', delivered: 'Delivered', read: 'Read', failed: 'Not sent' },
  waitsForNetwork: 'Will send when you are back online',
  failures: {
    text_too_long: 'It is too long.',
    rate_limited: 'Too many messages in a short time.',
    storage_full: 'It cannot be stored now.',
    not_found: 'This conversation no longer exists.',
    forbidden: 'It was refused.',
  } as Record<string, string>,
  retry: 'Try again',
  copy: 'Copy text',
  copied: 'Copied',
  remove: 'Delete',

  status: {
    connecting: 'Connecting…',
    catching_up: 'Catching up…',
    polling: 'Slow connection. It still works.',
    offline: 'No connection. Messages go out when it is back.',
  } as Record<string, string>,

  system: {
    handoff_requested: 'A person was asked for',
    handoff_started: (name: string) => `${name} joined`,
    handoff_ended_assistant: 'The AI assistant is back',
    handoff_ended_queue: 'Waiting for another person',
    dialog_closed: 'Conversation closed',
    dialog_reopened: 'Conversation reopened',
    assistant_failed: 'The AI assistant could not answer.',
    assistant_broke_off: 'The AI assistant could not finish this answer.',
  },
  unread: (count: number) => `${count} unread`,

  refused: { title: 'This chat is not available here', text: 'Please contact us in another way.' },
  signedOut: { title: 'You are signed out', text: 'Sign in again on this page to go on with the chat.' },
  unreachable: { title: 'No connection yet', text: 'We keep trying. What you have written is kept.' },
  loading: 'Opening the chat',
};

export type Texts = typeof en;
