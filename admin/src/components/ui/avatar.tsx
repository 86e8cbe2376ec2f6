import { Sparkles, UserRound } from 'lucide-react';
import styles from './avatar.module.css';
import { classes } from './classes';

interface Props {
  /** Absent for a visitor who told none: a figure stands for them. */
  name: string | undefined;
  /** Chooses the colour, so that one person looks the same everywhere. */
  seed: number;
  size?: 'small' | 'medium' | 'large';
  online?: boolean;
}

const HUES = 8;

export function Avatar({ name, seed, size = 'medium', online }: Props) {
  return (
    <span
      className={classes(styles.avatar, styles[size], styles[`hue${Math.abs(seed) % HUES}`])}
      aria-hidden="true"
    >
      {name === undefined ? <UserRound /> : initials(name)}
      {online !== undefined && <i className={classes(styles.dot, online && styles.online)} />}
    </span>
  );
}

export function AssistantAvatar({ size = 'medium' }: Pick<Props, 'size'>) {
  return (
    <span className={classes(styles.avatar, styles.ai, styles[size ?? 'medium'])} aria-hidden="true">
      <Sparkles />
    </span>
  );
}

function initials(name: string): string {
  const words = name.trim().split(/\s+/).filter(Boolean);
  const [first = '?', last] = [words[0], words.length > 1 ? words.at(-1) : undefined];
  return ([...first][0] ?? '?').toUpperCase() + (last ? ([...last][0] ?? '').toUpperCase() : '');
}
