import { X } from 'lucide-react';
import { type ReactNode, useEffect, useRef } from 'react';
import { IconButton } from './button';
import { classes } from './classes';
import styles from './modal.module.css';

interface Props {
  title: string;
  onClose: () => void;
  /** Without its own heading row, for the palette. */
  bare?: boolean;
  wide?: boolean;
  /** Stands at the end of the page, beside what it is about. */
  side?: boolean;
  children: ReactNode;
}

/** The platform's own dialog: it traps focus, closes with Esc and gives focus back by itself. */
export function Modal({ title, onClose, bare = false, wide = false, side = false, children }: Props) {
  const element = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = element.current;
    if (dialog && !dialog.open) dialog.showModal();
    return () => dialog?.close();
  }, []);

  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the dialog itself closes with Esc
    <dialog
      ref={element}
      className={classes(styles.modal, bare && styles.bare, wide && styles.wide, side && styles.side)}
      aria-label={title}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => {
        if (event.target === element.current) onClose();
      }}
    >
      <div className={styles.sheet}>
        {!bare && (
          <header className={styles.head}>
            <h2 className={styles.title}>{title}</h2>
            <IconButton label="Close" onClick={onClose}>
              <X />
            </IconButton>
          </header>
        )}
        {children}
      </div>
    </dialog>
  );
}
