import type { Entry } from 'tandem-client';

interface Meta {
  code?: unknown;
  reason?: unknown;
  wish?: string;
  to?: unknown;
  by?: unknown;
  manager?: { id?: number; name?: string };
}

const REASONS: Record<string, string> = {
  assistant: 'The AI asked for a person',
  failure: 'A person is needed: the AI could not answer',
  deadline: 'A person is needed: the workflow did not answer in time',
  policy: 'The assistant’s rules ask for a person here',
  budget: 'A person is needed: today’s AI budget is spent',
  operator: 'Put back into the queue',
};

const FALLBACK = 'Something changed in this dialog';

/** What happened, in an operator's words: from the code, so that each side reads its own language. */
export function systemText(entry: Entry, visitor: string, me: number): string {
  const meta = (entry.meta ?? {}) as Meta;
  const who = meta.manager?.id === me ? 'You' : (meta.manager?.name ?? entry.author?.name ?? 'A colleague');
  switch (meta.code) {
    case 'handoff_requested':
      return withWish(REASONS[String(meta.reason)] ?? `${visitor} asked for a person`, meta.wish);
    case 'handoff_started':
      return who === 'You' ? 'You took over' : `${who} took over`;
    case 'handoff_ended':
      return meta.to === 'queue' ? 'Put back into the queue' : 'Returned to the AI';
    case 'dialog_closed':
      return meta.by === 'user' ? `${visitor} closed the dialog` : 'Dialog closed';
    case 'dialog_reopened':
      return meta.by === 'user' ? `${visitor} wrote again: dialog reopened` : 'Dialog reopened';
    case 'assistant_failed':
    case 'generation_failed':
      return 'The AI could not answer';
    default:
      return entry.text || FALLBACK;
  }
}

/** Why, in the words of who asked. */
function withWish(asked: string, wish: string | undefined): string {
  return wish === undefined ? asked : `${asked}: “${wish}”`;
}
