import { memo } from 'react';
import { type Lex, parseMarkdown } from 'tandem-client/markdown';
import { Blocks } from './blocks';
import styles from './markdown.module.css';
import { useLexer } from './use-lexer';

/** A finished text of an assistant or an operator. Plain until the lexer is there. */
export const Markdown = memo(function Markdown({ text }: { text: string }) {
  const lex = useLexer();
  if (!lex || !hasMarks(text)) return <p className={styles.plain}>{text}</p>;
  return <Parsed text={text} lex={lex} />;
});

const Parsed = memo(function Parsed({ text, lex }: { text: string; lex: Lex }) {
  return (
    <div className={styles.markdown}>
      <Blocks nodes={parseMarkdown(text, lex)} />
    </div>
  );
});

/** Most of what people write is words; those need no lexer. */
function hasMarks(text: string): boolean {
  return /[*_~`#[\]>|&\\]|^\s*([-+]|\d+[.)])\s|^\s*[-=]{2,}|https?:|www\.|\S@\S|\n/m.test(text);
}
