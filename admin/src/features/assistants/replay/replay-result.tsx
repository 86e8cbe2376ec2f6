import { useState } from 'react';
import { Link } from 'wouter';
import { Citations } from '@/components/citations';
import { Badge, type Tone } from '@/components/ui/badge';
import { Checkbox } from '@/components/ui/checkbox';
import { failureOf } from '@/lib/failures';
import { amount, count, duration } from '@/lib/figures';
import type { Replay, ReplayAnswer, ReplayItem } from '@/lib/wire';
import styles from './replay.module.css';
import { wordDiff } from './word-diff';

/** Before and after, beside each other. */
export function ReplayResult({ replay: { items, totals } }: { replay: Replay }) {
  const [onlyChanged, setOnlyChanged] = useState(false);
  const shown = onlyChanged ? items.filter(({ changed, error }) => changed || error) : items;
  if (items.length === 0) return <p className={styles.soft}>There are no past questions to ask again.</p>;
  return (
    <section aria-label="Result">
      <dl className={styles.totals}>
        <Total name="Asked again" value={count(totals.replayed)} />
        <Total name="Changed" value={count(totals.changed)} />
        <Total name="Answered" value={`${count(totals.answered_before)} → ${count(totals.answered_after)}`} />
        <Total name="Tokens" value={count(totals.input_tokens + totals.output_tokens)} />
        <Total name="Cost" value={amount(totals.cost_micros)} />
      </dl>
      <div className={styles.filter}>
        <Checkbox
          label="Only what changed"
          checked={onlyChanged}
          onChange={(event) => setOnlyChanged(event.target.checked)}
        />
      </div>
      {shown.length === 0 && <p className={styles.soft}>Every answer is the same as before.</p>}
      <ol className={styles.items}>
        {shown.map((item) => (
          <li key={item.generation_id}>
            <Item item={item} />
          </li>
        ))}
      </ol>
    </section>
  );
}

function Total({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function Item({ item }: { item: ReplayItem }) {
  const { question, before, after, error, changed, dialog_id: dialog } = item;
  const runs = after && changed ? wordDiff(before.text, after.text) : undefined;
  const fate: { words: string; tone: Tone } = error
    ? { words: 'Failed', tone: 'danger' }
    : changed
      ? { words: 'Changed', tone: 'waiting' }
      : { words: 'Same', tone: 'neutral' };
  return (
    <article className={styles.item}>
      <h2 className={styles.question}>
        <span dir="auto">{question}</span>
        <Badge tone={fate.tone}>{fate.words}</Badge>
        <Link href={`/inbox/all/${dialog}`}>Dialog</Link>
      </h2>
      <div className={styles.sides}>
        <Side title="Before" answered={before.answered}>
          <p className={styles.text} dir="auto">
            {runs
              ? runs
                  .filter(({ how }) => how !== 'new')
                  // biome-ignore lint/suspicious/noArrayIndexKey: the runs of one comparison never move
                  .map(({ how, text }, index) => (how === 'gone' ? <del key={index}>{text}</del> : text))
              : before.text}
          </p>
          {before.citations.length > 0 && <Citations citations={before.citations} />}
        </Side>
        <Side title="After" answered={after?.answered}>
          {after ? (
            <>
              <p className={styles.text} dir="auto">
                {runs
                  ? runs
                      .filter(({ how }) => how !== 'gone')
                      // biome-ignore lint/suspicious/noArrayIndexKey: the runs of one comparison never move
                      .map(({ how, text }, index) => (how === 'new' ? <ins key={index}>{text}</ins> : text))
                  : after.text}
              </p>
              {after.citations.length > 0 && <Citations citations={after.citations} />}
              <p className={styles.soft}>{figuresOf(after)}</p>
            </>
          ) : (
            <p className={styles.failed}>{causeOf(item)}</p>
          )}
        </Side>
      </div>
    </article>
  );
}

/** Why there is no answer: in a sentence where the server names its cause, else in the server's words. */
function causeOf({ error, failure }: ReplayItem & { failure?: string | null }): string {
  const known = failureOf(failure);
  return known ? `${known.why} ${known.remedy ?? ''}`.trim() : error || 'It gave no answer.';
}

/** How long it took, what it read and wrote, and whether a person would have been asked. */
function figuresOf({ latency_ms: took, usage, wants_person: person }: ReplayAnswer): string {
  const parts = took == null ? [] : [duration(took)];
  if (usage) parts.push(`${count(usage.input_tokens + usage.output_tokens)} tokens`);
  if (person) parts.push('asks for a person');
  return parts.join(' · ');
}

interface SideProps {
  title: string;
  answered: boolean | undefined;
  children: React.ReactNode;
}

function Side({ title, answered, children }: SideProps) {
  return (
    <div className={styles.side}>
      <h3 className={styles.title}>
        {title}
        {answered === false && <Badge>Did not know</Badge>}
      </h3>
      {children}
    </div>
  );
}
