import { keysOf } from '@/lib/chord';
import styles from './kbd.module.css';

/** A chord as caps: `Mod+K` is ⌘ K on a Mac and Ctrl K elsewhere. */
export function Kbd({ keys }: { keys: string }) {
  return (
    <span className={styles.keys} aria-hidden="true">
      {keysOf(keys).map((key, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the caps of one chord never move
        <kbd key={index} className={styles.key}>
          {key}
        </kbd>
      ))}
    </span>
  );
}
