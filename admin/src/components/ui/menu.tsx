import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { Kbd } from './kbd';
import styles from './menu.module.css';

export interface MenuItem {
  label: string;
  icon?: ReactNode;
  keys?: string;
  danger?: boolean;
  run: () => void;
}

interface Props {
  items: MenuItem[];
  /** The button that opens it, given what it needs. */
  trigger: (props: {
    'aria-haspopup': 'menu';
    'aria-expanded': boolean;
    'aria-controls': string;
    onClick: () => void;
  }) => ReactNode;
  align?: 'start' | 'end';
  upwards?: boolean;
}

export function Menu({ items, trigger, align = 'end', upwards = false }: Props) {
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const id = useId();

  useEffect(() => {
    if (!open) return;
    buttonsIn(root.current)[0]?.focus();
    const outside = (event: PointerEvent) => {
      if (!root.current?.contains(event.target as Node)) setOpen(false);
    };
    document.addEventListener('pointerdown', outside);
    return () => document.removeEventListener('pointerdown', outside);
  }, [open]);

  const close = () => {
    setOpen(false);
    root.current?.querySelector<HTMLElement>('[aria-haspopup]')?.focus();
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const buttons = buttonsIn(root.current);
    const at = buttons.indexOf(document.activeElement as HTMLElement);
    const goTo = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
    if (event.key === 'Escape' || event.key === 'Tab') close();
    else if (goTo !== undefined) buttons.at(goTo % buttons.length)?.focus();
    else if (event.key !== 'Enter' && event.key !== ' ') return;
    // The keys of the page under it stay silent while a menu is open.
    event.stopPropagation();
    if (event.key !== 'Enter' && event.key !== ' ') event.preventDefault();
  };

  return (
    <div ref={root} className={styles.root}>
      {trigger({
        'aria-haspopup': 'menu',
        'aria-expanded': open,
        'aria-controls': id,
        onClick: () => setOpen(!open),
      })}
      {open && (
        <div
          id={id}
          role="menu"
          className={styles.menu}
          data-align={align}
          data-upwards={upwards}
          onKeyDown={onKeyDown}
        >
          {items.map((item) => (
            <button
              key={item.label}
              type="button"
              role="menuitem"
              tabIndex={-1}
              className={styles.item}
              data-danger={item.danger}
              onClick={() => {
                close();
                item.run();
              }}
            >
              {item.icon}
              <span className={styles.label}>{item.label}</span>
              {item.keys !== undefined && <Kbd keys={item.keys} />}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}

function buttonsIn(root: HTMLElement | null): HTMLElement[] {
  return [...(root?.querySelectorAll<HTMLElement>('[role=menuitem]') ?? [])];
}
