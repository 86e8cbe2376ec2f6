import { type KeyboardEvent, useEffect, useRef } from 'react';
import { Virtualizer, type VirtualizerHandle } from 'virtua';
import { runCommand } from '@/lib/commands';
import type { View } from '@/lib/views';
import type { DialogSummary } from '@/lib/wire';
import { Row } from './row';
import styles from './rows.module.css';

interface Props {
  dialogs: readonly DialogSummary[];
  view: View;
  selected: number | undefined;
  /** Fetches the next page; undefined while there is none or it is on its way. */
  more: (() => void) | undefined;
}

const ROW_PX = 78;
const AHEAD_PX = 8 * ROW_PX;

/** Only the rows on the screen are in the page, however long the inbox is. */
export function Rows({ dialogs, view, selected, more }: Props) {
  const scroller = useRef<HTMLDivElement>(null);
  const list = useRef<VirtualizerHandle>(null);
  const at = dialogs.findIndex(({ id }) => id === selected);

  // Follows the selection, not the list: new arrivals must not move what somebody looks at.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  useEffect(() => {
    if (at !== -1) list.current?.scrollToIndex(at, { align: 'nearest' });
  }, [selected]);

  const onScroll = () => {
    const box = scroller.current;
    if (box && box.scrollHeight - box.scrollTop - box.clientHeight < AHEAD_PX) more?.();
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const command = { ArrowDown: 'list.next', ArrowUp: 'list.previous' }[event.key];
    if (command === undefined || !runCommand(command)) return;
    event.preventDefault();
  };

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the arrow keys of the links in it
    <div ref={scroller} className={styles.scroller} onScroll={onScroll} onKeyDown={onKeyDown}>
      <Virtualizer ref={list} scrollRef={scroller} as="ul" item="li" itemSize={ROW_PX} data={dialogs}>
        {(dialog: DialogSummary) => (
          <Row key={dialog.id} dialog={dialog} view={view} selected={dialog.id === selected} />
        )}
      </Virtualizer>
    </div>
  );
}
