import { useEffect, useRef, useState } from 'react';
import type { DialogView } from 'tandem-client';
import { useMe } from '@/lib/live-context';
import { systemText } from './system-text';

/** Says each finished message once to those who listen instead of look; never a single delta. */
export function Announcer({ view, visitor }: { view: DialogView; visitor: string }) {
  const me = useMe();
  const [said, setSaid] = useState('');
  const upTo = useRef<number>(undefined);
  const { entries, loaded, lastSeq } = view;

  useEffect(() => {
    if (!loaded) return;
    const before = upTo.current;
    upTo.current = lastSeq;
    // What was there on opening is read by going through it.
    if (before === undefined || before === lastSeq) return;
    const news = entries.filter((entry) => (entry.seq ?? 0) > before && entry.author?.id !== me.id);
    const words = news.map((entry) => {
      if (entry.kind === 'system') return systemText(entry, visitor, me.id);
      const author =
        entry.sender === 'user' ? visitor : entry.sender === 'assistant' ? 'AI' : entry.author?.name;
      return `${author ?? 'Team'}: ${entry.text}`;
    });
    // Without news it was an own message or a change: what was said last may be the words that are gone.
    setSaid(words.join('. '));
  }, [entries, loaded, lastSeq, me.id, visitor]);

  return (
    <p className="visually-hidden" aria-live="polite">
      {said}
    </p>
  );
}
