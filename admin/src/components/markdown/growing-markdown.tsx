import { useMemo } from 'react';
import { growingMarkdown } from 'tandem-client/markdown';
import { Blocks } from './blocks';
import styles from './markdown.module.css';
import { useLexer } from './use-lexer';

/** A text that is still being written; only its last block is read again each time. */
export function GrowingMarkdown({ text }: { text: string }) {
  const lex = useLexer();
  const read = useMemo(() => lex && growingMarkdown(lex), [lex]);
  if (!read) return <p className={styles.plain}>{text}</p>;
  return (
    <div className={styles.markdown}>
      <Blocks nodes={read(text)} />
    </div>
  );
}
