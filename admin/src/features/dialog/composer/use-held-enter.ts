import { useEffect, useRef, useState } from 'react';
import type { DialogView } from 'tandem-client';

/**
 * A colleague's answer that arrives while I write holds my Enter once, so that the visitor does
 * not get two answers to one question.
 */
export function useHeldEnter(view: DialogView, me: number, text: string) {
  const [notice, setNotice] = useState<string>();
  const startedAt = useRef<number>(undefined);
  const empty = text === '';

  // biome-ignore lint/correctness/useExhaustiveDependencies: only beginning and ending to write count
  useEffect(() => {
    startedAt.current = empty ? undefined : view.lastSeq;
    if (empty) setNotice(undefined);
  }, [empty]);

  const hold = (): boolean => {
    const since = startedAt.current;
    if (since === undefined) return false;
    startedAt.current = view.lastSeq;
    const other = view.entries.findLast(
      (entry) => (entry.seq ?? 0) > since && entry.kind === 'message' && isColleague(entry, me),
    );
    setNotice(other?.author?.name);
    return other !== undefined;
  };

  return { notice, hold };
}

function isColleague(entry: DialogView['entries'][number], me: number): boolean {
  return entry.sender === 'manager' && entry.author !== undefined && entry.author.id !== me;
}
