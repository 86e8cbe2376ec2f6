import { useRef } from 'preact/hooks';
import type { DialogView } from 'tandem-client';
import type { Starting } from '../session/state';
import { type Line, linesOf } from './items';

interface Memory {
  growing?: { key: string; after: number } | undefined;
  aliases: Map<string, string>;
}

/**
 * The lines of the thread with keys that stay: the message that ends an answer takes over the key of the
 * growing text, so that its bubble is the same one and its last words flow in like the others.
 */
export function useLines(view: DialogView | undefined, starting: Starting | undefined): Line[] {
  const memory = useRef<Memory>({ aliases: new Map() });
  const { aliases, growing } = memory.current;
  const lines = linesOf(view, starting);
  const last = lines.at(-1);
  if (last?.growing) memory.current.growing = { key: last.key, after: view?.lastSeq ?? 0 };
  else if (growing) {
    const end = lines.findLast(({ sender, seq = 0 }) => sender === 'assistant' && seq > growing.after);
    if (end) aliases.set(end.key, growing.key);
    memory.current.growing = undefined;
  }
  return lines.map((line) => {
    const alias = aliases.get(line.key);
    return alias ? { ...line, key: alias } : line;
  });
}
