import { MoreHorizontal, Pencil, Trash2 } from 'lucide-react';
import { useState } from 'react';
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

/** What can be done with one message; nothing at all if it may not be touched. */
export function MessageMenu({ entry, me, dialog }: Props) {
  const [asking, setAsking] = useState(false);
  const [upwards, setUpwards] = useState(false);
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
        align={entry.sender === 'user' ? 'start' : 'end'}
        upwards={upwards}
        trigger={({ onClick, ...props }) => (
          <IconButton
            {...props}
            label="Change this message"
            className={styles.trigger}
            onClick={(event) => {
              // Into the half of the page that has room.
              setUpwards(event.currentTarget.getBoundingClientRect().top > innerHeight / 2);
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
