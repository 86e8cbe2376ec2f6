import type { ReactNode } from 'react';
import styles from './record-sheet.module.css';

export function Figure({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

interface SectionProps {
  title: string;
  count: number;
  empty?: string;
  children: ReactNode;
}

export function Section({ title, count: many, empty, children }: SectionProps) {
  return (
    <section className={styles.section}>
      <h3 className={styles.title}>{title}</h3>
      {many === 0 ? <p className={styles.soft}>{empty}</p> : children}
    </section>
  );
}

interface FoldProps {
  title: ReactNode;
  open?: boolean;
  children: string;
}

/** A long text behind its first words. */
export function Fold({ title, open = false, children }: FoldProps) {
  return (
    <details className={styles.fold} open={open}>
      <summary>{title}</summary>
      <p className={styles.text} dir="auto">
        {children}
      </p>
    </details>
  );
}
