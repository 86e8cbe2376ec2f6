import type { ButtonHTMLAttributes, ReactNode } from 'react';
import styles from './button.module.css';
import { classes } from './classes';
import { Kbd } from './kbd';

interface Props extends ButtonHTMLAttributes<HTMLButtonElement> {
  look?: 'primary' | 'plain' | 'quiet' | 'danger';
  /** Its key, shown on it. */
  keys?: string;
  icon?: ReactNode;
}

export function Button({ look = 'plain', keys, icon, className, children, ...rest }: Props) {
  return (
    <button type="button" className={classes(styles.button, styles[look], className)} {...rest}>
      {icon}
      {children}
      {keys !== undefined && <Kbd keys={keys} />}
    </button>
  );
}

interface IconProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  /** What it does, for those who cannot see the icon, and as its tooltip. */
  label: string;
}

export function IconButton({ label, className, children, ...rest }: IconProps) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      className={classes(styles.icon, className)}
      {...rest}
    >
      {children}
    </button>
  );
}
