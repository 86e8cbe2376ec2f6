import { memo } from '../app/memo';
import { t } from '../i18n/texts';
import { Markdown } from '../markdown/markdown';
import { useSmoothText } from '../markdown/use-smooth-text';
import type { Line } from './items';

/** A visitor's own words are plain text and never see the Markdown lexer. */
function OwnText({ text }: { text: string }) {
  return (
    <p class="plain" dir="auto">
      {text}
    </p>
  );
}

function TheirText({ line }: { line: Line }) {
  const shown = useSmoothText(line.text, line.growing ?? false);
  const growing = line.growing || shown !== line.text;
  return (
    <div class={growing ? 'is-growing' : undefined}>
      <Markdown text={shown} growing={growing} />
    </div>
  );
}

function BubbleOf({ line }: { line: Line }) {
  if (line.deleted) return <div class="bubble bubble-removed">{t.removed}</div>;
  const classes = ['bubble', `bubble-${line.sender}`, line.delivery ? `is-${line.delivery}` : ''];
  return (
    <div class={classes.join(' ')}>
      {line.sender === 'user' ? <OwnText text={line.text} /> : <TheirText line={line} />}
      {line.meta?.unfinished && <span class="edited">{t.unfinished}</span>}
      {line.edited ? <span class="edited">{t.edited}</span> : null}
    </div>
  );
}

/** Drawn again only when its own words change, not at each delta of another one. */
export const Bubble = memo(
  BubbleOf,
  (before, after) =>
    before.line.text === after.line.text &&
    before.line.growing === after.line.growing &&
    before.line.delivery === after.line.delivery &&
    before.line.edited === after.line.edited &&
    before.line.deleted === after.line.deleted,
);
