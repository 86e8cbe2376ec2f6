import type { Lex } from 'tandem-client/markdown';

let loading: Promise<Lex> | undefined;

/** The lexer comes with the first text that needs it, and once. */
export function loadLexer(): Promise<Lex> {
  loading ??= import('marked').then(({ Lexer }) => {
    return (text) => new Lexer({ gfm: true, breaks: true }).lex(text);
  });
  return loading;
}
