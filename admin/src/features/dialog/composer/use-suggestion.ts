import { useState } from 'react';
import type { DialogView } from 'tandem-client';

/** What the AI had written when a person took over; offered until it is taken or dropped. */
export function useSuggestion(view: DialogView, stored: string | undefined, wanted: boolean) {
  const [dropped, setDropped] = useState<string>();
  // Who has answered since needs it no more.
  const answered = view.entries.findLast((entry) => entry.kind === 'message')?.sender === 'manager';
  const offered = answered ? undefined : (view.suggestion ?? stored)?.trim() || undefined;
  const text = wanted && offered !== dropped ? offered : undefined;
  const drop = () => setDropped(offered);
  const take = (): string => {
    drop();
    return offered ?? '';
  };
  return { text, drop, take };
}
