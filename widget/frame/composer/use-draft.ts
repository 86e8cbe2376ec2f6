import { useEffect, useRef, useState } from 'preact/hooks';
import { useChat, useChatState } from '../app/chat-context';

const KEEP_AFTER_MS = 300;

/** What stands in the composer, for each dialog its own, kept over a reload. */
export function useDraft(): [string, (text: string) => void] {
  const chat = useChat();
  const { dialogId, composed } = useChatState();
  const [text, setText] = useState('');
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const touched = useRef(false);

  useEffect(() => {
    let wanted = true;
    touched.current = false;
    void chat.draft().then((draft) => {
      // Who types faster than the storage reads has the last word.
      if (wanted && !touched.current) setText(draft);
    });
    return () => {
      wanted = false;
    };
  }, [chat, dialogId]);

  useEffect(() => {
    if (composed) setText(composed.text);
  }, [composed]);

  function change(next: string): void {
    touched.current = true;
    setText(next);
    clearTimeout(timer.current);
    const keep = (): void => chat.keepDraft(next);
    if (next) timer.current = setTimeout(keep, KEEP_AFTER_MS);
    else keep();
  }

  return [text, change];
}
