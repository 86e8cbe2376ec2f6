import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { DialogView } from 'tandem-client';
import type { VirtualizerHandle } from 'virtua';
import type { ThreadRow } from './thread-rows';

/** This near to the end counts as reading along. */
const NEAR_PX = 80;
/** This near to the beginning the page before is fetched. */
const EARLY_PX = 400;

interface ThreadScroll {
  box: RefObject<HTMLDivElement | null>;
  list: RefObject<VirtualizerHandle | null>;
  onScroll: () => void;
  toEnd: () => void;
  /** Older messages were put before the first: what is looked at must stay where it is. */
  growsUpwards: boolean;
  away: boolean;
  fresh: number;
}

/** Follows the end while somebody reads there, and leaves those alone who read further up. */
export function useThreadScroll(
  rows: readonly ThreadRow[],
  view: DialogView,
  earlier: () => unknown,
): ThreadScroll {
  const box = useRef<HTMLDivElement>(null);
  const list = useRef<VirtualizerHandle>(null);
  const following = useRef(true);
  const firstKey = useRef<string>(undefined);
  const seen = useRef(0);
  const fetching = useRef(false);
  const shape = useRef('');
  const [away, setAway] = useState(false);

  const first = view.entries[0]?.key;
  const growsUpwards =
    firstKey.current !== undefined && first !== firstKey.current && following.current === false;
  const last = view.entries.at(-1)?.seq ?? view.entries.length;

  const toEnd = () => {
    following.current = true;
    setAway(false);
    list.current?.scrollToIndex(rows.length - 1, { align: 'end' });
  };

  // biome-ignore lint/correctness/useExhaustiveDependencies: every drawing may have changed the height
  useLayoutEffect(() => {
    firstKey.current = first;
    if (following.current && rows.length > 0) {
      seen.current = last;
      list.current?.scrollToIndex(rows.length - 1, { align: 'end' });
    }
  }, [rows]);

  // Own words are always looked at.
  const own = view.entries.findLast((entry) => entry.delivery === 'sending')?.key;
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a new one of them counts
  useEffect(() => {
    if (own !== undefined) toEnd();
  }, [own]);

  // The field below grows and shrinks; the end must stay in sight.
  useEffect(() => {
    const element = box.current;
    if (!element || !('ResizeObserver' in globalThis)) return;
    const observer = new ResizeObserver(() => {
      if (following.current) element.scrollTop = element.scrollHeight;
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  const onScroll = () => {
    const element = box.current;
    if (!element) return;
    // A page of another shape is scrolled by the browser, too: only somebody's own scrolling leaves the end.
    const now = `${element.clientWidth} ${element.clientHeight}`;
    const reshaped = now !== shape.current;
    shape.current = now;
    if (reshaped && following.current) {
      toEnd();
      return;
    }
    following.current = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_PX;
    if (following.current) seen.current = last;
    setAway(!following.current);
    if (element.scrollTop > EARLY_PX || !view.moreBefore || fetching.current || following.current) return;
    fetching.current = true;
    void Promise.resolve(earlier()).finally(() => {
      fetching.current = false;
    });
  };

  return { box, list, onScroll, toEnd, growsUpwards, away, fresh: Math.max(0, last - seen.current) };
}
