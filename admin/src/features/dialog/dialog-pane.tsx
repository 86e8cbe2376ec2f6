import { MessageSquareX } from 'lucide-react';
import { lazy, Suspense, useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { EmptyState } from '@/components/ui/empty-state';
import { useDialog, useMe } from '@/lib/live-context';
import { mayReply } from '@/lib/policies';
import { preferences } from '@/lib/preferences';
import { Composer } from './composer/composer';
import { ContextPanel } from './context/context-panel';
import { DialogHeader } from './dialog-header';
import styles from './dialog-pane.module.css';
import { closeRecord, shownRecord } from './record/record';
import { SummaryCard } from './summary/summary-card';
import { useSummary } from './summary/use-summary';
import { Thread } from './thread/thread';
import { useActions } from './use-actions';
import { useDialogCommands } from './use-dialog-commands';
import { useDialogDetail } from './use-dialog-detail';
import { useNarrow } from './use-narrow';
import { useReadMark } from './use-read-mark';

/** Fetched when somebody first asks how an answer came about. */
const RecordSheet = lazy(() => import('./record/record-sheet'));

interface Props {
  id: number;
  /** Where the way back leads on a small screen. */
  back: string;
}

/** One dialog: who has it, what was said, what to answer, and who is asking. */
export function DialogPane({ id, back }: Props) {
  const me = useMe();
  const { dialog, view } = useDialog(id);
  const detail = useDialogDetail(id);
  const { hands, actions, takeovers } = useActions(dialog, view);
  const { contextOpen } = useStore(preferences);
  // On a smaller screen the context lies over the thread, so it starts closed there.
  const narrow = useNarrow();
  const [overlaid, setOverlaid] = useState(false);
  const shown = narrow ? overlaid : contextOpen;
  const toggle = () =>
    narrow ? setOverlaid(!overlaid) : preferences.setState({ contextOpen: !contextOpen });
  const mine = mayReply(me, hands);
  const summary = useSummary(id, takeovers);
  const record = useStore(shownRecord);
  useEffect(() => closeRecord, []);

  useReadMark(dialog, view, mine);
  useDialogCommands({ id, back, hands, actions, toggleContext: toggle, toggleSummary: summary.toggle });

  if (detail.isError && !view.loaded) {
    return (
      <EmptyState icon={<MessageSquareX />} title="There is no such dialog">
        It may have been deleted, or belong to another company.
      </EmptyState>
    );
  }

  return (
    <div className={styles.frame} data-context={shown}>
      <section className={styles.pane} aria-label="Dialog">
        <DialogHeader
          id={id}
          view={view}
          hands={hands}
          actions={actions}
          mine={mine}
          back={back}
          contextShown={shown}
          toggleContext={toggle}
        />
        {summary.shown && (
          <SummaryCard summary={summary.summary} failed={summary.failed} hide={summary.toggle} />
        )}
        <Thread dialog={dialog} view={view} contact={detail.data?.contact} />
        <Composer
          id={id}
          dialog={dialog}
          view={view}
          hands={hands}
          actions={actions}
          mine={mine}
          takeovers={takeovers}
        />
      </section>
      {record !== undefined && (
        <Suspense fallback={null}>
          <RecordSheet key={record.generation} {...record} />
        </Suspense>
      )}
      {shown && <ContextPanel id={id} view={view} close={narrow ? () => setOverlaid(false) : undefined} />}
    </div>
  );
}
