import { keysOf } from '@/lib/chord';
import { classes } from './classes';
import styles from './kbd.module.css';

interface Props {
  keys: string;
  /** Not a hint beside something else, but what is read about: it stands on phones, too. */
  always?: boolean;
}

/** A chord as caps: `Mod+K` is ⌘ K on a Mac and Ctrl K elsewhere. */
export function Kbd({ keys, always = false }: Props) {
  return (
    <span className={classes(styles.keys, !always && styles.hint)} aria-hidden="true">
      {keysOf(keys).map((key, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the caps of one chord never move
        <kbd key={index} className={styles.key}>
          {key}
        </kbd>
      ))}
    </span>
  );
}
