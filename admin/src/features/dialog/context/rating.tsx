import { Star } from 'lucide-react';
import { fullTime } from '@/lib/time';
import type { DialogDetail } from '@/lib/wire';
import panel from './context-panel.module.css';
import styles from './rating.module.css';

const SCORES = [1, 2, 3, 4, 5];

/** What the visitor thought of the dialog, in their own words. */
export function Rating({ rating }: { rating: NonNullable<DialogDetail['rating']> }) {
  const { score, comment, timestamp } = rating;
  return (
    <section className={panel.section} aria-label="Rating">
      <h4 className={panel.title}>
        Rating
        <span className={styles.stars} role="img" aria-label={`${score} of 5`}>
          {SCORES.map((each) => (
            <Star key={each} aria-hidden="true" data-on={each <= score} />
          ))}
        </span>
      </h4>
      {comment && (
        <p className={styles.comment} dir="auto">
          {comment}
        </p>
      )}
      <p className={panel.faint}>{fullTime(timestamp)}</p>
    </section>
  );
}
