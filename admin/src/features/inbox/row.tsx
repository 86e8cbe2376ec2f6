import { memo } from 'react';
import { Link, useSearch } from 'wouter';
import { Claimed } from '@/components/claimed';
import { DialogBadge } from '@/components/dialog-badge';
import { Avatar } from '@/components/ui/avatar';
import { Count } from '@/components/ui/badge';
import { classes } from '@/components/ui/classes';
import { useMe } from '@/lib/live-context';
import { nameOf, ownNameOf } from '@/lib/names';
import { pathOf } from '@/lib/page-path';
import { plainLine } from '@/lib/plain-line';
import { shortAge, useNow } from '@/lib/time';
import type { View } from '@/lib/views';
import type { DialogSummary } from '@/lib/wire';
import styles from './row.module.css';

interface Props {
  dialog: DialogSummary;
  view: View;
  selected: boolean;
}

const VOICES = { user: '', assistant: 'AI: ', manager: 'Team: ', system: '' } as const;

export const Row = memo(function Row({ dialog, view, selected }: Props) {
  const now = useNow();
  const me = useMe();
  const search = useSearch();
  const name = nameOf(dialog.contact);
  const last = dialog.last_message;
  const mine = dialog.assignee?.id === me.id;
  const voice = last?.sender === 'manager' && mine ? 'You: ' : VOICES[last?.sender ?? 'user'];
  // What the AI handles is not unread to anybody.
  const unread = dialog.state === 'operator' || dialog.state === 'queued' ? dialog.unread : 0;

  return (
    <Link
      href={`/inbox/${view}/${dialog.id}${search === '' ? '' : `?${search}`}`}
      className={classes(styles.row, unread > 0 && styles.unread)}
      aria-current={selected ? 'true' : undefined}
      data-row={dialog.id}
    >
      <Avatar name={ownNameOf(dialog.contact)} seed={dialog.contact.id} />
      <span className={styles.who}>
        <span className={styles.name}>{name}</span>
        <Claimed contact={dialog.contact} />
      </span>
      <time className={styles.age} dateTime={dialog.updated_at}>
        {shortAge(last?.timestamp ?? dialog.updated_at, now)}
      </time>
      <span className={styles.last} dir="auto">
        {voice}
        {last ? (last.sender === 'user' ? last.text : plainLine(last.text)) : 'Nothing written yet'}
      </span>
      <span className={styles.count}>
        <Count value={unread} loud />
        {unread > 0 && <span className="visually-hidden">unread</span>}
      </span>
      <span className={styles.foot}>
        <DialogBadge state={dialog.state} holder={dialog.assignee} since={dialog.state_since} />
        {dialog.page?.url && (
          <span className={styles.page} dir="ltr">
            {pathOf(dialog.page.url)}
          </span>
        )}
      </span>
    </Link>
  );
});
