import { useRef } from 'react';
import { Redirect } from 'wouter';
import { DialogPane } from '@/features/dialog/dialog-pane';
import { InboxList } from '@/features/inbox/inbox-list';
import { preferences } from '@/lib/preferences';
import { isView } from '@/lib/views';
import styles from './inbox-route.module.css';
import { ListResizer } from './list-resizer';
import { NothingOpen } from './nothing-open';

/** List and dialog side by side; which of both is on a small screen follows from the address. */
export function InboxRoute({ view, id }: { view: string; id: string | undefined }) {
  const frame = useRef<HTMLDivElement>(null);
  if (!isView(view)) return <Redirect to="/inbox/all" replace />;
  const selected = id !== undefined && /^\d{1,15}$/.test(id) ? Number(id) : undefined;
  const width = `${preferences.getState().listWidth}px`;

  return (
    <div
      ref={frame}
      className={styles.inbox}
      data-open={selected !== undefined}
      data-pane={selected === undefined ? undefined : 'full'}
      style={{ '--list': width } as React.CSSProperties}
    >
      <h1 className="visually-hidden">Inbox</h1>
      <div className={styles.list}>
        <InboxList view={view} selected={selected} />
      </div>
      <ListResizer frame={frame} />
      <div className={styles.dialog}>
        {selected === undefined ? (
          <NothingOpen />
        ) : (
          <DialogPane key={selected} id={selected} back={`/inbox/${view}`} />
        )}
      </div>
    </div>
  );
}
