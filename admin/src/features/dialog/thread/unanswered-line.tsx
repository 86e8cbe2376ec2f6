import { CircleAlert, RotateCcw } from 'lucide-react';
import type { Unanswered } from 'tandem-client';
import { failureOf } from '@/lib/failures';
import { clockTime } from '@/lib/time';
import { openRecord, questionOf } from '../record/record';
import styles from './system-line.module.css';

interface Props {
  unanswered: Unanswered;
  /** When the dialog told of it. */
  at: string | undefined;
}

/** Why no message came of what the AI began, and what to do about it. */
export function UnansweredLine({ unanswered: { id, how, code }, at }: Props) {
  const failed = how === 'failed';
  const { why, remedy } = failureOf(code) ?? {
    why: failed ? 'The AI’s answer failed.' : 'The AI’s answer was stopped.',
  };
  return (
    <p className={styles.line} data-code={failed ? 'generation_failed' : 'generation_cancelled'}>
      {failed ? <CircleAlert /> : <RotateCcw />}
      <span>{why}</span>
      {failed && remedy !== undefined && <span> {remedy}</span>}
      {at !== undefined && <time dateTime={at}>{clockTime(at)}</time>}
      {failed && (
        <button type="button" className={styles.more} onClick={() => openRecord(id, true)}>
          {questionOf(true)}
        </button>
      )}
    </p>
  );
}
