import { CircleDashed, Forward, Sparkles, UserRoundPlus } from 'lucide-react';
import { useRef } from 'react';
import { Button } from '@/components/ui/button';
import { Menu, type MenuItem } from '@/components/ui/menu';
import { useCommands } from '@/lib/commands';
import styles from './dialog-header.module.css';
import type { Actions } from './use-actions';
import { useColleagues } from './use-colleagues';

/** To whom the dialog can go on. */
export function HandOver({ actions }: { actions: Actions }) {
  const root = useRef<HTMLSpanElement>(null);
  const colleagues = useColleagues();
  const gifts = colleagues.map((colleague) => ({
    label: `Give to ${colleague.name}${colleague.online ? '' : ' (away)'}`,
    icon: <UserRoundPlus />,
    run: () => actions.transfer(colleague),
  }));
  const items: MenuItem[] = [
    { label: 'Return to AI', icon: <Sparkles />, keys: 'Shift+T', run: () => actions.release('assistant') },
    {
      label: 'Put into the queue',
      icon: <CircleDashed />,
      keys: 'Shift+Q',
      run: () => actions.release('queue'),
    },
    ...gifts,
  ];

  useCommands([
    {
      id: 'dialog.hand-over',
      title: 'Hand over to…',
      group: 'Dialog',
      keys: ['A'],
      run: () => root.current?.querySelector('button')?.click(),
    },
    ...gifts.map(({ label, run }) => ({
      id: `dialog.${label}`,
      title: label,
      group: 'Dialog' as const,
      keys: [],
      run,
    })),
  ]);

  return (
    <span ref={root}>
      <Menu
        items={items}
        trigger={(props) => (
          <Button {...props} icon={<Forward />} className={styles.short} aria-label="Hand over">
            <span>Hand over</span>
          </Button>
        )}
      />
    </span>
  );
}
