import { type RefObject, useLayoutEffect, useState } from 'react';
import type { OperatorDialog } from 'tandem-client';
import { type DraftKind, readDraft, writeDraft } from '@/lib/drafts';

interface Given {
  id: number;
  kind: DraftKind;
  dialog: OperatorDialog | undefined;
  field: RefObject<HTMLTextAreaElement | null>;
}

/** The words in the field: kept as a draft, told as typing, sent as what the mode says. */
export function useWriting({ id, kind, dialog, field }: Given) {
  const [drafts, setDrafts] = useState(() => ({
    reply: readDraft(id, 'reply'),
    note: readDraft(id, 'note'),
  }));
  const text = drafts[kind];

  // As high as its words, up to what the stylesheet allows.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the height follows the words
  useLayoutEffect(() => {
    const element = field.current;
    if (!element) return;
    element.style.setProperty('height', 'auto');
    element.style.setProperty('height', `${element.scrollHeight + 2}px`);
  }, [text, kind, field]);

  const writeAs = (which: DraftKind, words: string) => {
    setDrafts((before) => ({ ...before, [which]: words }));
    writeDraft(id, which, words);
    // A note is not for the visitor, and neither is the news that one is being written.
    if (which === 'reply') dialog?.typing(words !== '');
  };
  const write = (words: string) => writeAs(kind, words);
  /** Also while a note is in the field: what the AI drafts is for the visitor. */
  const writeReply = (words: string) => writeAs('reply', words);

  const send = () => {
    const words = text.trim();
    if (words === '' || !dialog) return;
    if (kind === 'note') dialog.note(words);
    else dialog.post(words);
    write('');
  };

  const pause = () => {
    if (kind === 'reply') dialog?.typing(false);
  };

  return { text, write, reply: drafts.reply, writeReply, send, pause };
}
