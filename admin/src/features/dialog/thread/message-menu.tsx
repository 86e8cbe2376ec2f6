import { MoreHorizontal, Pencil, Trash2 } from 'lucide-react';
import { type ComponentProps, useState } from 'react';
import type { Entry, OperatorDialog } from 'tandem-client';
import { Button, IconButton } from '@/components/ui/button';
import { Menu, type MenuItem } from '@/components/ui/menu';
import { Modal } from '@/components/ui/modal';
import { explain } from '@/lib/api';
import { mayDelete, mayEdit } from '@/lib/policies';
import { say } from '@/lib/toasts';
import type { Operator } from '@/lib/wire';
import { startEditing } from './editing';
import styles from './message-menu.module.css';

interface Props {
  entry: Entry;
  me: Operator;
  dialog: OperatorDialog | undefined;
}

type Place = Pick<ComponentProps<typeof Menu>, 'align' | 'upwards'>;

/** Into the half that has room, across and down: the thread cuts off what sticks out of it. */
function placeBeside(trigger: HTMLElement): Place {
  const { left, right, top } = trigger.getBoundingClientRect();
  const thread =
    trigger.closest('[role=log]')?.getBoundingClientRect() ?? document.body.getBoundingClientRect();
  const align = (left + right) / 2 < (thread.left + thread.right) / 2 ? 'start' : 'end';
  return { align, upwards: top > innerHeight / 2 };
}

/** What can be done with one message; nothing at all if it may not be touched. */
export function MessageMenu({ entry, me, dialog }: Props) {
  const [asking, setAsking] = useState(false);
  const [place, setPlace] = useState<Place>({});
  const { id } = entry;
  if (!dialog || id === undefined || !mayDelete(me, entry)) return null;

  const items: MenuItem[] = [
    { label: 'Delete…', icon: <Trash2 />, danger: true, run: () => setAsking(true) },
  ];
  if (mayEdit(me, entry)) items.unshift({ label: 'Edit', icon: <Pencil />, run: () => startEditing(id) });

  const remove = () => {
    setAsking(false);
    dialog.remove(id).catch((error: unknown) => say(explain(error), 'danger'));
  };

  return (
    <span className={styles.menu}>
      <Menu
        items={items}
        {...place}
        trigger={({ onClick, ...props }) => (
          <IconButton
            {...props}
            label="Change this message"
            className={styles.trigger}
            onClick={(event) => {
              setPlace(placeBeside(event.currentTarget));
              onClick();
            }}
          >
            <MoreHorizontal />
          </IconButton>
        )}
      />
      {asking && (
        <Modal title="Delete this message?" onClose={() => setAsking(false)}>
          <div className={styles.question}>
            <p>
              {entry.kind === 'note'
                ? 'Its words are gone for good. Your team sees that there was a note.'
                : 'Its words are gone for good, here and on the visitor’s screen. Both sides see that there was a message.'}
            </p>
            <span className={styles.buttons}>
              <Button onClick={() => setAsking(false)}>Keep it</Button>
              <Button look="danger" onClick={remove}>
                Delete
              </Button>
            </span>
          </div>
        </Modal>
      )}
    </span>
  );
}
