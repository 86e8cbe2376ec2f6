import { BookOpen } from 'lucide-react';
import type { Citation } from 'tandem-client';
import styles from './citations.module.css';

/** The articles that an answer rests on. */
export function Citations({ citations }: { citations: readonly Citation[] }) {
  return (
    <ul className={styles.list} aria-label="Sources">
      {citations.map((citation) => (
        <li key={citation.article_id} className={styles.source}>
          <BookOpen />
          {citation.url && /^https?:\/\//.test(citation.url) ? (
            <a href={citation.url} target="_blank" rel="noopener noreferrer nofollow">
              {citation.title}
            </a>
          ) : (
            <span>{citation.title}</span>
          )}
        </li>
      ))}
    </ul>
  );
}
