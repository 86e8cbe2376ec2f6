import type { ReactNode } from 'react';
import styles from './badge.module.css';
import { classes } from './classes';

export type Tone = 'neutral' | 'ai' | 'waiting' | 'late' | 'mine' | 'danger' | 'accent';

interface Props {
  tone?: Tone;
  /** A dot that moves while something is being written. */
  busy?: boolean;
  children: ReactNode;
}

export function Badge({ tone = 'neutral', busy = false, children }: Props) {
  return (
    <span className={classes(styles.badge, styles[tone])}>
      {busy && <i className={styles.busy} aria-hidden="true" />}
      {children}
    </span>
  );
}

/** `more`: there are others that were not counted. */
export function Count({
  value,
  loud = false,
  more = false,
}: {
  value: number;
  loud?: boolean;
  more?: boolean;
}) {
  if (value <= 0) return null;
  const words = value > 999 ? '999+' : `${value}${more ? '+' : ''}`;
  return <span className={classes(styles.count, loud && styles.loud)}>{words}</span>;
}
