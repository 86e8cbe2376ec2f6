import type { DialogView, Entry, Unanswered } from 'tandem-client';

/** One line of the thread. */
export type ThreadRow =
  | { kind: 'day'; key: string; timestamp: string }
  | { kind: 'system'; key: string; entry: Entry }
  /** `first` opens a run of one voice and carries its name; `last` closes it and carries the time. */
  | { kind: 'entry'; key: string; entry: Entry; first: boolean; last: boolean }
  | { kind: 'live'; key: string }
  /** What the visitor had read of an answer that broke, and still can. */
  | { kind: 'unfinished'; key: string; entry: Entry; text: string }
  | { kind: 'unanswered'; key: string; unanswered: Unanswered; at?: string }
  | { kind: 'typing'; key: string };

/** A pause after which the same voice starts a new run. */
const RUN_MS = 5 * 60_000;

export function threadRows(view: DialogView): ThreadRow[] {
  const rows: ThreadRow[] = [];
  const { entries } = view;
  let { unanswered } = view;
  for (const [index, entry] of entries.entries()) {
    const before = entries[index - 1];
    const after = entries[index + 1];
    if (!before || !sameDay(before, entry))
      rows.push({ kind: 'day', key: `day:${entry.key}`, timestamp: entry.timestamp });
    const failed = failureIn(entry);
    // The dialog tells of it by now: its cause belongs there.
    if (failed?.id === unanswered?.id) unanswered = undefined;
    if (failed && entry.meta?.unfinished)
      rows.push({ kind: 'unfinished', key: `unfinished:${entry.key}`, entry, text: entry.meta.unfinished });
    if (failed) rows.push({ kind: 'unanswered', key: entry.key, unanswered: failed, at: entry.timestamp });
    else if (entry.kind === 'system') rows.push({ kind: 'system', key: entry.key, entry });
    else {
      rows.push({
        kind: 'entry',
        key: entry.key,
        entry,
        first: !before || !sameRun(before, entry),
        last: !after || !sameRun(entry, after),
      });
    }
  }
  // Who took over knows why the AI stopped, and finds what it had above the field.
  if (unanswered && unanswered.code !== 'taken_over')
    rows.push({ kind: 'unanswered', key: `unanswered:${unanswered.id}`, unanswered });
  if (view.generation) rows.push({ kind: 'live', key: `generation:${view.generation.id}` });
  if (view.typing.length > 0) rows.push({ kind: 'typing', key: 'typing' });
  return rows;
}

/** The failed answer that an entry tells of. Entries of older servers do not say of which. */
function failureIn({ meta, generationId: id }: Entry): Unanswered | undefined {
  if (meta?.code !== 'assistant_failed' || id === undefined) return undefined;
  return meta.failure ? { id, how: 'failed', code: meta.failure } : { id, how: 'failed' };
}

function sameRun(one: Entry, next: Entry): boolean {
  return (
    one.kind === next.kind &&
    one.sender === next.sender &&
    one.author?.id === next.author?.id &&
    Date.parse(next.timestamp) - Date.parse(one.timestamp) < RUN_MS &&
    sameDay(one, next)
  );
}

function sameDay(one: Entry, next: Entry): boolean {
  return new Date(one.timestamp).toDateString() === new Date(next.timestamp).toDateString();
}
