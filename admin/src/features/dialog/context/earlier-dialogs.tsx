import { useQueries } from '@tanstack/react-query';
import { Link } from 'wouter';
import { DialogBadge } from '@/components/dialog-badge';
import { shortAge, useNow } from '@/lib/time';
import { dialogDetailQuery } from '../use-dialog-detail';
import styles from './earlier-dialogs.module.css';

/** As many as one takes in at a glance; each is a request of its own. */
const SHOWN = 5;

/** What else this person has asked. */
export function EarlierDialogs({ ids }: { ids: readonly number[] }) {
  const now = useNow();
  const dialogs = useQueries({ queries: ids.slice(0, SHOWN).map(dialogDetailQuery) }).flatMap(
    ({ data }) => data ?? [],
  );
  if (dialogs.length === 0) return null;

  return (
    <section className={styles.section}>
      <h4 className={styles.title}>
        Earlier dialogs
        {ids.length > SHOWN && ` (${ids.length})`}
      </h4>
      <ul>
        {dialogs.map((dialog) => (
          <li key={dialog.id}>
            <Link href={`/inbox/all/${dialog.id}`} className={styles.dialog}>
              <span className={styles.words}>{dialog.last_message?.text ?? 'Nothing written'}</span>
              <span className={styles.foot}>
                <DialogBadge state={dialog.state} holder={dialog.assignee} />
                <time dateTime={dialog.updated_at}>{shortAge(dialog.updated_at, now)}</time>
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
