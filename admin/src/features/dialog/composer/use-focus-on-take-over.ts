import { type RefObject, useEffect, useRef } from 'react';
import type { DraftKind } from '@/lib/drafts';
import { isTextField } from '@/lib/keyboard';

/** Who takes over wants to write. Not on a phone, where it would raise the keyboard over the dialog. */
export function useFocusOnTakeOver(
  mine: boolean,
  kind: DraftKind,
  field: RefObject<HTMLTextAreaElement | null>,
): void {
  const was = useRef(mine);
  useEffect(() => {
    const tookOver = mine && !was.current;
    was.current = mine;
    const touch = globalThis.matchMedia?.('(pointer: coarse)').matches;
    if (tookOver && kind === 'reply' && !touch && !isTextField(document.activeElement))
      field.current?.focus();
  }, [mine, kind, field]);
}
