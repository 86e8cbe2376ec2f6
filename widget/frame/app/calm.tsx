import { t } from '../i18n/texts';
import type { Phase } from '../session/state';

const WORDS: Partial<Record<Phase, { title: string; text: string }>> = {
  refused: t.refused,
  signed_out: t.signedOut,
  unreachable: t.unreachable,
};

/** Where there is nothing to chat with: a few quiet words instead of an error. */
export function Calm({ phase }: { phase: Phase }) {
  const words = WORDS[phase];
  return (
    <div class="calm" role="status">
      {words ? (
        <>
          <h2>{words.title}</h2>
          <p>{words.text}</p>
        </>
      ) : (
        <div class="skeleton">
          <span class="quiet">{t.loading}</span>
          <i />
          <i />
          <i />
        </div>
      )}
    </div>
  );
}
