import { isOnlyClaimed } from '@/lib/names';
import type { Contact } from '@/lib/wire';
import styles from './claimed.module.css';

/** Beside a name that its bearer only typed: it may be a colleague's. */
export function Claimed({ contact }: { contact: Contact | undefined }) {
  if (!contact || !isOnlyClaimed(contact)) return null;
  return (
    <span className={styles.claimed} title="The visitor typed this name. Nothing proves it.">
      not verified
    </span>
  );
}
