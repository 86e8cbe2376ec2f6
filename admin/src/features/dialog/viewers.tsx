import type { Person } from 'tandem-client';
import { Avatar } from '@/components/ui/avatar';
import styles from './viewers.module.css';

/** Colleagues who have this dialog open, so that nobody answers twice. */
export function Viewers({ viewers }: { viewers: readonly Person[] }) {
  if (viewers.length === 0) return null;
  const names = viewers.map(({ name }) => name).join(', ');
  return (
    <span className={styles.viewers} title={`Also looking: ${names}`}>
      {viewers.slice(0, 3).map((viewer) => (
        <Avatar key={viewer.id ?? viewer.name} name={viewer.name} seed={viewer.id ?? 0} size="small" />
      ))}
      <span className="visually-hidden">Also looking: {names}</span>
    </span>
  );
}
