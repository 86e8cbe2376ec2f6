import { CloudOff, LoaderCircle, Rabbit } from 'lucide-react';
import type { Status } from 'tandem-client';
import { useStatus } from '@/lib/live-context';
import styles from './status-banner.module.css';

const SAID: Partial<Record<Status, { icon: React.ReactNode; text: string }>> = {
  connecting: { icon: <LoaderCircle className={styles.turning} />, text: 'Connecting…' },
  catching_up: {
    icon: <LoaderCircle className={styles.turning} />,
    text: 'Back again. Fetching what you missed…',
  },
  polling: {
    icon: <Rabbit />,
    text: 'Reconnecting the live line. Checking every 3 seconds meanwhile: slower, and still working.',
  },
  offline: {
    icon: <CloudOff />,
    text: 'Offline. What you write is kept and sent when the connection is back.',
  },
};

/** How the line is doing, whenever it is not simply live. */
export function StatusBanner() {
  const status = useStatus();
  const said = SAID[status];
  return (
    <div role="status" aria-live="polite">
      {said && (
        <p className={styles.banner} data-status={status}>
          {said.icon}
          {said.text}
        </p>
      )}
    </div>
  );
}
