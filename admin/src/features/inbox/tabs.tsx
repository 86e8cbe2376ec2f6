import { Link, useSearch } from 'wouter';
import { Count } from '@/components/ui/badge';
import { useCounts } from '@/lib/counts';
import { VIEWS, type View } from '@/lib/views';
import styles from './tabs.module.css';

const NAMES: Record<View, string> = {
  mine: 'Mine',
  waiting: 'Waiting',
  assistant: 'AI',
  all: 'All',
  closed: 'Closed',
};

export function Tabs({ view }: { view: View }) {
  const counts = useCounts().data;
  const search = useSearch();
  return (
    <nav className={styles.tabs} aria-label="Views">
      {VIEWS.map((name) => (
        <Link
          key={name}
          href={`/inbox/${name}${search === '' ? '' : `?${search}`}`}
          className={styles.tab}
          aria-current={name === view ? 'page' : undefined}
        >
          {NAMES[name]}
          {counts && name !== 'closed' && name !== 'all' && (
            <Count value={counts[name]} loud={name === 'waiting'} />
          )}
          {counts && (name === 'closed' || name === 'all') && (
            <span className="visually-hidden">{counts[name]}</span>
          )}
        </Link>
      ))}
    </nav>
  );
}
