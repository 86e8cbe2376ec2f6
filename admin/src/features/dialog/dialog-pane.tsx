import { MessageSquareX } from 'lucide-react';
import { useState } from 'react';
import { useStore } from 'zustand';
import { EmptyState } from '@/components/ui/empty-state';
import { useDialog, useMe } from '@/lib/live-context';
import { mayReply } from '@/lib/policies';
import { preferences } from '@/lib/preferences';
import { Composer } from './composer/composer';
import { ContextPanel } from './context/context-panel';
import { DialogHeader } from './dialog-header';
import styles from './dialog-pane.module.css';
import { Thread } from './thread/thread';
import { useActions } from './use-actions';
import { useDialogCommands } from './use-dialog-commands';
import { useDialogDetail } from './use-dialog-detail';
import { useNarrow } from './use-narrow';
import { useReadMark } from './use-read-mark';

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

  useReadMark(dialog, view, mine);
  useDialogCommands({ id, back, hands, actions, toggleContext: toggle });

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
      {shown && <ContextPanel id={id} view={view} close={narrow ? () => setOverlaid(false) : undefined} />}
    </div>
  );
}
