import { CircleAlert, RotateCcw } from 'lucide-react';
import type { Unanswered } from 'tandem-client';
import { clockTime } from '@/lib/time';
import { openRecord } from '../record/record';
import styles from './system-line.module.css';

const CAUSES: Record<string, string> = {
  engine_failed: 'The engine gave an error after the last try.',
  engine_silent: 'The engine stayed silent for too long.',
  deadline_missed: 'The workflow did not answer by its deadline.',
  budget_spent: 'Today’s budget for AI answers is spent.',
  superseded: 'The visitor wrote again: the AI answers both at once.',
};

interface Props {
  unanswered: Unanswered;
  /** When the dialog told of it. */
  at: string | undefined;
}

/** Why no message came of what the AI began. */
export function UnansweredLine({ unanswered: { id, how, code }, at }: Props) {
  const failed = how === 'failed';
  const cause = CAUSES[code ?? ''] ?? (failed ? 'The AI’s answer failed.' : 'The AI’s answer was stopped.');
  return (
    <p className={styles.line} data-code={failed ? 'generation_failed' : 'generation_cancelled'}>
      {failed ? <CircleAlert /> : <RotateCcw />}
      <span>{cause}</span>
      {at !== undefined && <time dateTime={at}>{clockTime(at)}</time>}
      {failed && (
        <button type="button" className={styles.more} onClick={() => openRecord(id)}>
          What happened?
        </button>
      )}
    </p>
  );
}
