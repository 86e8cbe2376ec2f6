import { useEffect, useRef, useState } from 'preact/hooks';

/** What lies ahead is shown over about this time, however it came. */
const CATCH_UP_MS = 160;
const LEAST_PER_SECOND = 40;

const wantsStillness = (): boolean =>
  document.hidden || matchMedia('(prefers-reduced-motion: reduce)').matches;

/** Not in the middle of a character that takes two units. */
function cut(text: string, length: number): string {
  const code = text.charCodeAt(length - 1);
  return text.slice(0, code >= 0xd800 && code <= 0xdbff ? length + 1 : length);
}

/**
 * Deltas come in bursts; the eye wants an even flow. Shows the text growing at most once per frame, and
 * faster the more is waiting. A text that was never seen growing is there at once.
 */
export function useSmoothText(text: string, live: boolean): string {
  const [shown, setShown] = useState(live ? '' : text);
  const position = useRef(live ? 0 : text.length);
  const target = useRef(text);
  target.current = text;

  useEffect(() => {
    if (!text.startsWith(cut(text, position.current)) || wantsStillness() || position.current > text.length) {
      position.current = text.length;
    }
    if (position.current === text.length) {
      setShown(text);
      return;
    }
    let before = performance.now();
    let frame = requestAnimationFrame(step);
    function step(now: number): void {
      const elapsed = Math.max(1, now - before);
      before = now;
      const waiting = target.current.length - position.current;
      const share = waiting * (1 - Math.exp(-elapsed / CATCH_UP_MS));
      const least = (LEAST_PER_SECOND * elapsed) / 1_000;
      position.current = Math.min(target.current.length, position.current + Math.max(share, least));
      setShown(cut(target.current, Math.round(position.current)));
      if (position.current < target.current.length) frame = requestAnimationFrame(step);
    }
    return () => cancelAnimationFrame(frame);
  }, [text]);

  // A text that was replaced by another one must never be shown as a mixture of both.
  return text.startsWith(shown) ? shown : text;
}
