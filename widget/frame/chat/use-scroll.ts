import type { RefObject } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';

const NEAR_PX = 80;

interface Scroll {
  log: RefObject<HTMLDivElement | null>;
  /** There is more below than the eye sees. */
  behind: boolean;
  toEnd(): void;
}

/**
 * Stays at the end while the visitor is there, leaves them alone while they read further up, and keeps
 * their place when earlier messages come in above.
 */
export function useScroll(
  firstKey: string | undefined,
  lastOwn: string | undefined,
  dialogId: unknown,
): Scroll {
  const log = useRef<HTMLDivElement>(null);
  const follows = useRef(true);
  const heightBefore = useRef(0);
  const firstBefore = useRef(firstKey);
  const [behind, setBehind] = useState(false);

  const toEnd = (): void => {
    follows.current = true;
    log.current?.scrollTo({ top: log.current.scrollHeight });
  };

  // The visitor's own new words, and another dialog, always lead to the end; a greeting is read from its top.
  useLayoutEffect(() => {
    if (firstKey) toEnd();
    else follows.current = false;
  }, [lastOwn, dialogId, firstKey === undefined]);

  useLayoutEffect(() => {
    const element = log.current;
    if (!element) return;
    if (firstBefore.current !== firstKey && !follows.current)
      element.scrollTop += element.scrollHeight - heightBefore.current;
    firstBefore.current = firstKey;
    heightBefore.current = element.scrollHeight;
  });

  useEffect(() => {
    const element = log.current;
    const content = element?.firstElementChild;
    if (!element || !content) return;
    const look = (): void => {
      const below = element.scrollHeight - element.scrollTop - element.clientHeight;
      follows.current = below < NEAR_PX;
      setBehind(below >= NEAR_PX);
    };
    // What changes size is scrolled by the browser, too: only a visitor's own scrolling leaves the end.
    const onScroll = (): void => {
      if (heightBefore.current === element.scrollHeight) look();
    };
    const observer = new ResizeObserver(() => {
      heightBefore.current = element.scrollHeight;
      if (follows.current) toEnd();
      else look();
    });
    observer.observe(content);
    observer.observe(element);
    element.addEventListener('scroll', onScroll);
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', onScroll);
    };
  }, []);

  return { log, behind, toEnd };
}
