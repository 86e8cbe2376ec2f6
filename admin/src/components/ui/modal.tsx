import { X } from 'lucide-react';
import { type ReactNode, useLayoutEffect, useRef } from 'react';
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
  // Closed while it still stands in the page: one that was taken out of it gives the focus to nobody.
  useLayoutEffect(() => {
    const dialog = element.current;
    if (dialog && !dialog.open) {
      dialog.showModal();
      // A field is what it was opened for; the platform would choose the button that closes it.
      dialog.querySelector<HTMLElement>('input:not([type=checkbox], [type=radio]), textarea')?.focus();
    }
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
