import type { TypingView } from 'tandem-client';
import styles from './typing-line.module.css';

export function TypingLine({ typing, visitor }: { typing: readonly TypingView[]; visitor: string }) {
  const names = typing.map(({ sender, author }) =>
    sender === 'user' ? visitor : (author?.name ?? 'A colleague'),
  );
  return (
    <p className={styles.line}>
      <span className={styles.dots} aria-hidden="true">
        <i />
        <i />
        <i />
      </span>
      {[...new Set(names)].join(' and ')} {names.length > 1 ? 'are' : 'is'} typing
    </p>
  );
}
