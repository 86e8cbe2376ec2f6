import { useMemo } from 'preact/hooks';
import { growingMarkdown, parseMarkdown } from 'tandem-client/markdown';
import { drawBlock } from './draw-block';
import { useLexer } from './use-lexer';

interface Props {
  text: string;
  /** The text is still being written: only its end is read anew. */
  growing?: boolean;
}

/** A text by an assistant or an operator, drawn as elements of a closed list. */
export function Markdown({ text, growing = false }: Props) {
  const lex = useLexer(text);
  const grow = useMemo(() => growingMarkdown(lex), [lex]);
  const nodes = useMemo(() => (growing ? grow(text) : parseMarkdown(text, lex)), [lex, grow, text, growing]);
  return (
    <div class="markdown" dir="auto">
      {nodes.map(drawBlock)}
    </div>
  );
}
