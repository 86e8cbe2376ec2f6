import { useQuery } from '@tanstack/react-query';
import { Gauge, X } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'wouter';
import { IconButton } from '@/components/ui/button';
import { useMe } from '@/lib/live-context';
import { mayManage } from '@/lib/policies';
import { settingsQuery } from '@/lib/settings-query';
import { clockTime } from '@/lib/time';
import styles from './budget-warning.module.css';
import { levelOf, usedPart } from './used';

/** Over the whole dashboard, once most of a day's budget is used, and when nothing is left of it. */
export function BudgetWarning() {
  const may = mayManage(useMe());
  const { data } = useQuery(settingsQuery);
  const [hidden, setHidden] = useState<string>();
  const used = data && usedPart(data);
  const level = levelOf(used);
  // Put away for today only, and only this level of it.
  const shown = data && level !== 'fine' && hidden !== `${level} ${data.resets_at}`;

  return (
    <div role="status" aria-live="polite">
      {shown && (
        <p className={styles.banner} data-level={level}>
          <Gauge />
          <span>
            {level === 'spent'
              ? `Today’s AI budget is spent: language models are silent until ${clockTime(data.resets_at)}.`
              : `${Math.floor((used ?? 0) * 100)} % of today’s AI budget is used.`}{' '}
            {may && <Link href="/settings">{level === 'spent' ? 'Raise it' : 'See the budget'}</Link>}
          </span>
          <IconButton label="Hide this for today" onClick={() => setHidden(`${level} ${data.resets_at}`)}>
            <X />
          </IconButton>
        </p>
      )}
    </div>
  );
}
