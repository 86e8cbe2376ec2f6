import type { DialogView, Entry } from 'tandem-client';
import { sameDay } from '../i18n/dates';
import type { Starting } from '../session/state';

/** An entry, or an answer on its way to be one. */
export interface Line extends Entry {
  growing?: boolean;
}

export interface Group {
  type: 'group';
  key: string;
  sender: 'user' | 'assistant' | 'manager';
  author: Entry['author'];
  lines: Line[];
}

export type Item =
  | Group
  | { type: 'day'; key: string; timestamp: string }
  | { type: 'system'; key: string; entry: Entry };

const PAUSE_MS = 5 * 60_000;

/** The first words of a dialog that is still being created, as they will look once it is. */
export function startingLines({ messages, failure }: Starting): Line[] {
  return messages.map(({ clientId, text, created }, index) => ({
    key: clientId,
    sender: 'user',
    kind: 'message',
    text,
    clientId,
    timestamp: new Date(created).toISOString(),
    ...(failure && index === 0 ? { delivery: 'failed' as const, failure } : { delivery: 'sending' as const }),
  }));
}

/** What was read of an answer that broke stays, above the line that says so. */
function withUnfinished(entry: Entry): Line | Line[] {
  const text = entry.meta?.unfinished;
  return text ? [{ ...entry, key: `u${entry.key}`, sender: 'assistant', text }, entry] : entry;
}

/** What stands in the thread, in order: the history, what is on its way out, and what is being written. */
export function linesOf(view: DialogView | undefined, starting: Starting | undefined): Line[] {
  const lines: Line[] = view
    ? view.entries.filter(({ kind }) => kind !== 'note').flatMap(withUnfinished)
    : [];
  if (starting) {
    const known = new Set(lines.map(({ clientId }) => clientId));
    lines.push(...startingLines(starting).filter(({ clientId }) => !known.has(clientId)));
  }
  const { generation } = view ?? {};
  if (generation?.text)
    lines.push({
      key: `g${generation.id}`,
      sender: 'assistant',
      kind: 'message',
      text: generation.text,
      timestamp: lines.at(-1)?.timestamp ?? new Date().toISOString(),
      growing: true,
    });
  return lines;
}

/** Neighbours by the same speaker share one name and one face; a new day and a change of hands part them. */
export function itemsOf(lines: readonly Line[]): Item[] {
  const items: Item[] = [];
  let before: Line | undefined;
  for (const line of lines) {
    if (!before || !sameDay(before.timestamp, line.timestamp))
      items.push({ type: 'day', key: `d${line.key}`, timestamp: line.timestamp });
    const last = items.at(-1);
    if (line.sender === 'system') items.push({ type: 'system', key: line.key, entry: line });
    else if (last?.type === 'group' && belongs(last, line)) last.lines.push(line);
    else
      items.push({ type: 'group', key: line.key, sender: line.sender, author: line.author, lines: [line] });
    before = line;
  }
  return items;
}

function belongs(group: Group, line: Line): boolean {
  const previous = group.lines.at(-1);
  const gap = Date.parse(line.timestamp) - Date.parse(previous?.timestamp ?? line.timestamp);
  return group.sender === line.sender && group.author?.id === line.author?.id && gap < PAUSE_MS;
}
