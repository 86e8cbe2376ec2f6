import type { DialogSummary } from './wire';

export const VIEWS = ['mine', 'waiting', 'assistant', 'all', 'closed'] as const;
/** One tab of the inbox. */
export type View = (typeof VIEWS)[number];

export const isView = (name: string | undefined): name is View => VIEWS.some((view) => view === name);

/** What to ask the server for. `all` are those that are open. */
export const VIEW_QUERIES: Record<View, Record<string, string>> = {
  mine: { state: 'operator', assignee: 'me' },
  waiting: { state: 'queued' },
  assistant: { state: 'assistant' },
  all: { state: 'open' },
  closed: { state: 'closed' },
};

/** The same question, asked of a dialog that an event brought. */
export function belongs(view: View, dialog: DialogSummary, me: number): boolean {
  switch (view) {
    case 'mine':
      return dialog.state === 'operator' && dialog.assignee?.id === me;
    case 'waiting':
      return dialog.state === 'queued';
    case 'assistant':
      return dialog.state === 'assistant';
    case 'closed':
      return dialog.state === 'closed';
    case 'all':
      return dialog.state !== 'closed';
  }
}

/** Who waits longest comes first; elsewhere what moved last. The server's times compare as text. */
export function inOrder(view: View, dialogs: readonly DialogSummary[]): DialogSummary[] {
  if (view === 'waiting')
    return dialogs.toSorted((a, b) => compare(a.state_since, b.state_since) || a.id - b.id);
  return dialogs.toSorted((a, b) => compare(b.updated_at, a.updated_at) || b.id - a.id);
}

const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));
