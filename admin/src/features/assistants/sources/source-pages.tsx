import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { explain } from '@/lib/api';
import type { Source, SourcePage } from '@/lib/wire';
import { withoutScheme } from './addresses';
import { pagesQuery } from './queries';
import { because } from './reasons';
import styles from './sources.module.css';

/** What became of each page, those that failed first. */
export function SourcePages({ assistant, source }: { assistant: string; source: Source }) {
  const { data, error } = useQuery(pagesQuery(assistant, source));
  if (error) return <p className={styles.pages}>{explain(error)}</p>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <ul className={styles.pages} tabIndex={0} aria-label={`Pages of ${source.name}`}>
      {data?.items.map((page) => (
        <li key={`${page.url} ${page.part}`} className={styles.page} data-state={page.state}>
          <span className={styles.address} dir="ltr" title={page.url}>
            {page.article_id ? (
              <Link href={`/assistants/${assistant}/knowledge/${page.article_id}`}>{shortOf(page)}</Link>
            ) : (
              shortOf(page)
            )}
          </span>
          <span>{fateOf(page)}</span>
        </li>
      ))}
    </ul>
  );
}

const shortOf = ({ url, part }: SourcePage) => withoutScheme(url) + (part > 1 ? ` (part ${part})` : '');

function fateOf({ state, reason, status }: SourcePage): string {
  switch (state) {
    case 'failed':
      return `Not read: ${because(reason, status)}`;
    case 'pending':
      return 'Waiting';
    case 'edited':
      return 'Changed by hand, left alone';
    case 'deleted':
      return 'Deleted by hand, not brought back';
    case 'gone':
      return 'No longer there';
    case 'imported':
      return '';
  }
}
