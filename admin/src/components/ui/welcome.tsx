import type { ReactNode } from 'react';
import { Mark } from './mark';
import styles from './welcome.module.css';

/** The frame of the pages before the dashboard. */
export function Welcome({ title, lead, children }: { title: string; lead: string; children: ReactNode }) {
  return (
    <main className={styles.page}>
      <div className={styles.card}>
        <Mark size={40} />
        <h1 className={styles.title}>{title}</h1>
        <p className={styles.lead}>{lead}</p>
        {children}
      </div>
      <p className={styles.foot}>Tandem · AI and people answer together</p>
    </main>
  );
}

export function FormError({ children }: { children: ReactNode }) {
  return (
    <p className={styles.error} role="alert">
      {children}
    </p>
  );
}
