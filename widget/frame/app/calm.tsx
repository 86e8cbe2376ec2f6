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
          <h1>{words.title}</h1>
          <p>{words.text}</p>
        </>
      ) : (
        <div class="skeleton">
          <h1 class="quiet">{t.loading}</h1>
          <i />
          <i />
          <i />
        </div>
      )}
    </div>
  );
}
