import { useState } from 'react';
import type { DialogView } from 'tandem-client';

/** What the AI had written when a person took over; offered until it is taken or dropped. */
export function useSuggestion(view: DialogView, wanted: boolean) {
  const [dropped, setDropped] = useState<string>();
  const offered = view.suggestion?.trim() || undefined;
  const text = wanted && offered !== dropped ? offered : undefined;
  const drop = () => setDropped(offered);
  const take = (): string => {
    drop();
    return offered ?? '';
  };
  return { text, drop, take };
}
