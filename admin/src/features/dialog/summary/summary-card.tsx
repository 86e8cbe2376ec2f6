import { ScrollText, X } from 'lucide-react';
import { Markdown } from '@/components/markdown/markdown';
import { IconButton } from '@/components/ui/button';
import type { Summary } from '@/lib/wire';
import styles from './summary-card.module.css';

interface Props {
  summary: Summary | undefined;
  failed: boolean;
  hide: () => void;
}

/** What the visitor wants and what was tried, so that nobody has to ask twice. */
export function SummaryCard({ summary, failed, hide }: Props) {
  return (
    <aside className={styles.card} aria-label="Summary">
      <p className={styles.title}>
        <ScrollText /> Summary
        {summary && (
          <span className={styles.by}>{summary.by === 'model' ? 'by the AI' : 'in their own words'}</span>
        )}
      </p>
      <IconButton label="Hide the summary" className={styles.hide} onClick={hide}>
        <X />
      </IconButton>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <div className={styles.text} tabIndex={0} dir="auto" aria-live="polite">
        {summary ? (
          <Markdown text={summary.text} />
        ) : (
          <p>{failed ? 'It could not be made just now.' : 'Reading the dialog…'}</p>
        )}
      </div>
    </aside>
  );
}
