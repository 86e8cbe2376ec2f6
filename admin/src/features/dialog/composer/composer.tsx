import { Lock, MessageSquare, SendHorizontal } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import type { DialogView, OperatorDialog } from 'tandem-client';
import { Button } from '@/components/ui/button';
import { type DraftKind, readDraft } from '@/lib/drafts';
import { useMe } from '@/lib/live-context';
import { mayEdit } from '@/lib/policies';
import type { DraftMode } from '@/lib/wire';
import { startEditing } from '../thread/editing';
import type { Actions, Hands } from '../use-actions';
import { useDialogDetail } from '../use-dialog-detail';
import { AssistMenu } from './assist-menu';
import styles from './composer.module.css';
import { Drafted } from './drafted';
import { Locked } from './locked';
import { Suggestion } from './suggestion';
import { useComposerCommands } from './use-composer-commands';
import { useDrafting } from './use-drafting';
import { useHeldEnter } from './use-held-enter';
import { useSuggestion } from './use-suggestion';
import { useWriting } from './use-writing';

interface Props {
  id: number;
  dialog: OperatorDialog | undefined;
  view: DialogView;
  hands: Hands;
  actions: Actions;
  mine: boolean;
  /** How often the dialog was taken over from here. */
  takeovers: number;
}

export function Composer({ id, dialog, view, hands, actions, mine, takeovers }: Props) {
  const me = useMe();
  const field = useRef<HTMLTextAreaElement>(null);
  // A note that was begun is found again as a note.
  const [kind, setKind] = useState<DraftKind>(() =>
    !mine && readDraft(id, 'note') !== '' ? 'note' : 'reply',
  );
  const writing = useWriting({ id, kind, dialog, field });
  const suggestion = useSuggestion(view, useDialogDetail(id).data?.suggestion, mine && kind === 'reply');
  const drafting = useDrafting({ id, text: writing.reply, write: writing.writeReply, field });
  const held = useHeldEnter(view, me.id, writing.text);
  const locked = kind === 'reply' && !mine;

  // Who has just taken over wants to write. Not on a phone, where the keyboard would hide the dialog.
  useEffect(() => {
    if (takeovers > 0 && !isTouch()) field.current?.focus();
  }, [takeovers]);

  const choose = (next: DraftKind) => {
    // At once: the next key already belongs to the field.
    flushSync(() => setKind(next));
    field.current?.focus();
  };
  useComposerCommands({ choose, note: kind === 'note', mine, field });

  const insert = () => {
    writing.write(suggestion.take());
    field.current?.focus();
  };

  const submit = () => {
    if (drafting.waiting !== undefined || (kind === 'reply' && held.hold())) return;
    writing.send();
  };

  const assist = (mode: DraftMode, language?: string) => {
    if (kind !== 'reply') choose('reply');
    drafting.ask(mode, language);
  };

  const onKeyDown = (event: React.KeyboardEvent) => {
    // Enter that ends a Japanese or Chinese word is not Enter.
    if (event.nativeEvent.isComposing || (kind === 'reply' && drafting.takesKey(event))) return;
    const mod = event.ctrlKey || event.metaKey;
    if (event.key === 'Enter' && !event.shiftKey && !event.altKey) {
      event.preventDefault();
      submit();
    } else if (event.key === 'Tab' && !event.shiftKey && !mod && suggestion.text !== undefined) {
      event.preventDefault();
      insert();
    } else if (event.key === 'ArrowUp' && writing.text === '') {
      const last = view.entries.findLast((entry) => mayEdit(me, entry));
      if (last?.id === undefined) return;
      event.preventDefault();
      startEditing(last.id);
    } else if (event.key === 'Escape' && suggestion.text !== undefined) {
      event.preventDefault();
      suggestion.drop();
    }
  };

  return (
    <div className={styles.composer} data-kind={kind}>
      {suggestion.text !== undefined && (
        <Suggestion text={suggestion.text} insert={insert} drop={suggestion.drop} />
      )}
      {kind === 'reply' && <Drafted drafting={drafting} />}
      {held.notice !== undefined && (
        <p className={styles.held} role="alert">
          {held.notice} has just answered. Press Enter again to send yours too.
        </p>
      )}
      <div className={styles.box}>
        {/* biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as one line */}
        <div className={styles.kinds} role="group" aria-label="What to write">
          <button type="button" aria-pressed={kind === 'reply'} onClick={() => choose('reply')}>
            <MessageSquare /> Reply
          </button>
          <button type="button" aria-pressed={kind === 'note'} onClick={() => choose('note')}>
            <Lock /> Note
          </button>
          <AssistMenu
            typed={kind === 'reply' && writing.text.trim() !== ''}
            enabled={mine && drafting.waiting === undefined}
            ask={assist}
            field={field}
          />
          <span className={styles.hint}>
            {kind === 'note' ? 'Only your team sees a note' : 'Enter sends · Shift + Enter for a new line'}
          </span>
        </div>
        {locked ? (
          <Locked hands={hands} actions={actions} note={() => choose('note')} draft={writing.text} />
        ) : (
          <div className={styles.line}>
            <textarea
              ref={field}
              className={styles.field}
              rows={1}
              dir="auto"
              aria-label={kind === 'note' ? 'Note for your team' : 'Reply to the visitor'}
              placeholder={kind === 'note' ? 'Write a note for your team…' : 'Write a reply…'}
              maxLength={8_000}
              readOnly={drafting.waiting !== undefined && kind === 'reply'}
              aria-busy={drafting.waiting !== undefined}
              value={writing.text}
              onChange={(event) => writing.write(event.target.value)}
              onKeyDown={onKeyDown}
              onBlur={writing.pause}
            />
            <Button
              look="primary"
              className={styles.send}
              aria-label={kind === 'note' ? 'Save note' : 'Send'}
              disabled={writing.text.trim() === '' || !dialog}
              onClick={submit}
            >
              <SendHorizontal />
            </Button>
          </div>
        )}
      </div>
    </div>
  );
}

const isTouch = () => globalThis.matchMedia?.('(pointer: coarse)').matches;
