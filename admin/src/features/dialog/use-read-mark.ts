import { useEffect } from 'react';
import type { DialogView, OperatorDialog } from 'tandem-client';

/**
 * Says "read" to the visitor only for the person who answers, and only while the page is looked
 * at: a colleague who glances at a dialog has not read it for anybody.
 */
export function useReadMark(dialog: OperatorDialog | undefined, view: DialogView, mine: boolean): void {
  const { lastSeq, read, loaded } = view;
  useEffect(() => {
    if (!dialog || !mine || !loaded) return;
    const mark = () => {
      if (document.visibilityState === 'visible' && lastSeq > read.manager) dialog.markRead(lastSeq);
    };
    mark();
    document.addEventListener('visibilitychange', mark);
    return () => document.removeEventListener('visibilitychange', mark);
  }, [dialog, mine, loaded, lastSeq, read.manager]);
}
