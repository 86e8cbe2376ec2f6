import { useEffect, useState } from 'preact/hooks';
import { useChat } from '../app/chat-context';
import { t } from '../i18n/texts';
import { late } from '../i18n/texts-late';
import { adopt } from '../theme/adopt';
import { openRating } from './open-rating';
import styles from './rating.css?inline';

adopt(styles);

const SCORES = [1, 2, 3, 4, 5];
/** As the server has it. */
const LONGEST_COMMENT = 1_000;
const STAR = 'm12 3.5 2.6 5.3 5.9.9-4.3 4.1 1 5.9-5.2-2.8-5.2 2.8 1-5.9L3.5 9.7l5.9-.9z';

type Stage = 'ask' | 'comment' | 'thanks' | 'failed';

/** Asks once, takes no for an answer, and may be changed: the last word counts. */
export function Rating() {
  const chat = useChat();
  const [rating] = useState(() => openRating(chat));
  const [score, setScore] = useState(0);
  const [comment, setComment] = useState('');
  const [stage, setStage] = useState<Stage>('ask');
  const [busy, setBusy] = useState(false);

  useEffect(() => {
    void rating.known().then((known) => {
      if (!known) return;
      setScore(known);
      setStage('thanks');
    });
  }, [rating]);

  async function save(next: number, after: Stage): Promise<void> {
    if (busy) return;
    setScore(next);
    setBusy(true);
    try {
      await rating.give(next, comment.trim());
      setStage(after);
    } catch {
      setStage('failed');
    } finally {
      setBusy(false);
    }
  }

  async function tell(): Promise<void> {
    await save(score, 'thanks');
    // The field that was written in goes away: the focus must not fall with it.
    chat.store.set({ focusAsked: chat.store.get().focusAsked + 1 });
  }

  return (
    <div class="rating">
      <fieldset>
        <legend>{late.rate}</legend>
        {SCORES.map((each) => (
          <button
            key={each}
            type="button"
            class={each <= score ? 'star is-on' : 'star'}
            aria-label={late.stars(each)}
            aria-pressed={each === score}
            onClick={() => void save(each, comment ? 'thanks' : 'comment')}
          >
            <svg viewBox="0 0 24 24" width="26" height="26" aria-hidden="true">
              <path d={STAR} />
            </svg>
          </button>
        ))}
      </fieldset>
      <p class={stage === 'failed' ? 'rating-said rating-failed' : 'rating-said'} role="status">
        {stage === 'failed' ? t.handoffTrouble : stage === 'ask' ? '' : late.thanks}
      </p>
      {stage === 'comment' || (stage === 'failed' && comment) ? (
        <form
          class="rating-comment"
          onSubmit={(event) => {
            event.preventDefault();
            void tell();
          }}
        >
          <textarea
            rows={2}
            dir="auto"
            maxLength={LONGEST_COMMENT}
            value={comment}
            aria-label={late.comment}
            placeholder={late.comment}
            onInput={(event) => setComment(event.currentTarget.value)}
          />
          <button type="submit" class="rating-send" aria-disabled={busy || comment.trim() === ''}>
            {t.send}
          </button>
        </form>
      ) : null}
    </div>
  );
}
