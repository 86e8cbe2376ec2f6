import { useLayoutEffect, useRef, useState } from 'react';
import type { Entry, OperatorDialog } from 'tandem-client';
import { Button } from '@/components/ui/button';
import { explain } from '@/lib/api';
import { say } from '@/lib/toasts';
import { stopEditing } from './editing';
import styles from './message-editor.module.css';

interface Props {
  entry: Entry;
  dialog: OperatorDialog;
}

/** The words of a message, to be put right where they stand. */
export function MessageEditor({ entry, dialog }: Props) {
  const [text, setText] = useState(entry.text);
  const [saving, setSaving] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const words = text.trim();

  useLayoutEffect(() => {
    field.current?.focus();
    field.current?.setSelectionRange(entry.text.length, entry.text.length);
  }, [entry.text]);

  // As high as its words, up to what the stylesheet allows.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the height follows the words
  useLayoutEffect(() => {
    const element = field.current;
    if (!element) return;
    element.style.setProperty('height', 'auto');
    element.style.setProperty('height', `${element.scrollHeight + 2}px`);
  }, [text]);

  const save = async () => {
    if (words === '' || entry.id === undefined || saving) return;
    setSaving(true);
    try {
      if (words !== entry.text) await dialog.edit(entry.id, words);
      stopEditing();
    } catch (error) {
      say(explain(error), 'danger');
      setSaving(false);
    }
  };

  const onKeyDown = (event: React.KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Enter' && !event.shiftKey && !event.altKey) {
      event.preventDefault();
      void save();
    } else if (event.key === 'Escape') {
      event.preventDefault();
      event.stopPropagation();
      stopEditing();
    }
  };

  return (
    <div className={styles.editor}>
      <textarea
        ref={field}
        className={styles.field}
        rows={1}
        dir="auto"
        aria-label="Edit the message"
        maxLength={8_000}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <span className={styles.buttons}>
        <Button look="quiet" keys="Escape" onClick={stopEditing}>
          Cancel
        </Button>
        <Button look="primary" disabled={words === '' || saving} onClick={() => void save()}>
          Save
        </Button>
      </span>
    </div>
  );
}
