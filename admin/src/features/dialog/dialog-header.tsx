import { Archive, ArrowLeft, PanelRight, RotateCcw } from 'lucide-react';
import type { DialogView } from 'tandem-client';
import { Link } from 'wouter';
import { Claimed } from '@/components/claimed';
import { DialogBadge } from '@/components/dialog-badge';
import { Button, IconButton } from '@/components/ui/button';
import { useMe } from '@/lib/live-context';
import { nameOf } from '@/lib/names';
import { mayClose, mayTakeOver } from '@/lib/policies';
import styles from './dialog-header.module.css';
import { HandOver } from './hand-over';
import type { Actions, Hands } from './use-actions';
import { useDialogDetail } from './use-dialog-detail';
import { Viewers } from './viewers';

interface Props {
  id: number;
  view: DialogView;
  hands: Hands;
  actions: Actions;
  mine: boolean;
  back: string;
  contextShown: boolean;
  toggleContext: () => void;
}

export function DialogHeader({ id, view, hands, actions, mine, back, contextShown, toggleContext }: Props) {
  const me = useMe();
  const detail = useDialogDetail(id).data;
  const contact = detail?.contact;
  const since = detail?.state === 'queued' ? detail.state_since : undefined;

  return (
    <header className={styles.header}>
      <Link href={back} className={styles.back} aria-label="Back to the list">
        <ArrowLeft />
      </Link>
      <div className={styles.who}>
        <h2 className={styles.name}>{contact ? nameOf(contact) : ' '}</h2>
        <Claimed contact={contact} />
      </div>
      <DialogBadge
        state={hands.state}
        holder={hands.manager}
        since={since}
        position={view.position}
        writing={view.generation !== undefined}
        score={detail?.rating?.score}
      />
      <Viewers viewers={view.viewers?.filter((viewer) => viewer.id !== me.id) ?? []} />
      <span className={styles.space} />
      <div className={styles.actions}>
        {mayTakeOver(me, hands) && hands.state !== 'operator' && (
          <Button look="primary" keys="T" onClick={actions.claim} className={styles.takeover}>
            Take over
          </Button>
        )}
        {hands.state === 'closed' && (
          <Button keys="O" icon={<RotateCcw />} onClick={actions.reopen}>
            Reopen
          </Button>
        )}
        {mine && <HandOver actions={actions} />}
        {mayClose(me, hands) && (
          <Button keys="E" icon={<Archive />} onClick={() => void actions.close()} className={styles.short}>
            <span>Close</span>
          </Button>
        )}
        <IconButton
          label={contextShown ? 'Hide who is asking' : 'Show who is asking'}
          aria-pressed={contextShown}
          onClick={toggleContext}
        >
          <PanelRight />
        </IconButton>
      </div>
    </header>
  );
}
