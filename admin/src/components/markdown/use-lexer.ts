import { useEffect, useState } from 'react';
import type { Lex } from 'tandem-client/markdown';
import { loadLexer } from './lexer';

let loaded: Lex | undefined;

/** The lexer, as soon as it has arrived; from then on at the first drawing. */
export function useLexer(): Lex | undefined {
  const [lex, setLex] = useState<Lex | undefined>(() => loaded);
  useEffect(() => {
    if (loaded) return;
    let wanted = true;
    loadLexer().then(
      (arrived) => {
        loaded = arrived;
        if (wanted) setLex(() => arrived);
      },
      // Without it the text stays plain, which is readable.
      () => undefined,
    );
    return () => {
      wanted = false;
    };
  }, []);
  return lex;
}
