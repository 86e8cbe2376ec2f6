import { ArrowDown } from 'lucide-react';
import { useMemo } from 'react';
import type { DialogView, OperatorDialog } from 'tandem-client';
import { Virtualizer } from 'virtua';
import { Button } from '@/components/ui/button';
import { useMe } from '@/lib/live-context';
import { nameOf } from '@/lib/names';
import { dayName, useNow } from '@/lib/time';
import type { Contact } from '@/lib/wire';
import { Announcer } from './announcer';
import { LiveAnswer } from './live-answer';
import { Message } from './message';
import { SystemLine } from './system-line';
import styles from './thread.module.css';
import { type ThreadRow, threadRows } from './thread-rows';
import { TypingLine } from './typing-line';
import { UnansweredLine } from './unanswered-line';
import { UnfinishedAnswer } from './unfinished-answer';
import { useThreadScroll } from './use-thread-scroll';

interface Props {
  dialog: OperatorDialog | undefined;
  view: DialogView;
  contact: Contact | undefined;
}

export function Thread({ dialog, view, contact }: Props) {
  const me = useMe();
  const now = useNow();
  const rows = useMemo(() => threadRows(view), [view]);
  const scroll = useThreadScroll(rows, view, () => dialog?.loadEarlier());
  const visitor = contact ? nameOf(contact) : 'Visitor';

  const draw = (row: ThreadRow) => {
    switch (row.kind) {
      case 'day':
        return <p className={styles.day}>{dayName(row.timestamp, now)}</p>;
      case 'system':
        return <SystemLine entry={row.entry} visitor={visitor} me={me.id} />;
      case 'entry':
        return (
          <Message
            entry={row.entry}
            first={row.first}
            last={row.last}
            visitor={visitor}
            contact={contact}
            me={me}
            dialog={dialog}
          />
        );
      case 'live':
        return view.generation && <LiveAnswer generation={view.generation} />;
      case 'unfinished':
        return <UnfinishedAnswer text={row.text} entry={row.entry} me={me} dialog={dialog} />;
      case 'unanswered':
        return <UnansweredLine unanswered={row.unanswered} at={row.at} />;
      case 'typing':
        return <TypingLine typing={view.typing} visitor={visitor} />;
    }
  };

  return (
    <div className={styles.thread}>
      <div
        ref={scroll.box}
        className={styles.scroller}
        role="log"
        aria-live="off"
        aria-label="Messages"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        onScroll={scroll.onScroll}
      >
        <div className={styles.filler} />
        <Virtualizer ref={scroll.list} scrollRef={scroll.box} shift={scroll.growsUpwards} data={rows}>
          {(row: ThreadRow) => (
            <div key={row.key} className={styles.row}>
              {draw(row)}
            </div>
          )}
        </Virtualizer>
      </div>
      {scroll.away && (
        <Button className={styles.jump} icon={<ArrowDown />} onClick={scroll.toEnd}>
          {scroll.fresh > 0 ? `${scroll.fresh} new` : 'Latest'}
        </Button>
      )}
      <Announcer view={view} visitor={visitor} />
    </div>
  );
}
