import { useEffect, useState } from 'preact/hooks';
import type { Lex } from 'tandem-client/markdown';
import { lexSimple } from './simple-lexer';

let full: Lex | undefined;
let loading: Promise<unknown> | undefined;

/** A network that fails here costs the formatting and not the words; the next text tries again. */
function loadFull(): Promise<unknown> {
  loading ??= import('./full-lexer').then(
    (module) => {
      full = module.lexFull;
    },
    () => {
      loading = undefined;
    },
  );
  return loading;
}

const asTyped: Lex = (text) => [{ type: 'paragraph', raw: text, text }];

/** Reads the text by the small lexer if that suffices, else by the full one, which is loaded when first needed. */
export function useLexer(text: string): Lex {
  const [lex, setLex] = useState<Lex | undefined>(() => full);
  const needsFull = !lex && !lexSimple(text);
  useEffect(() => {
    if (!needsFull) return;
    let wanted = true;
    void loadFull().then(() => {
      if (wanted) setLex(() => full);
    });
    return () => {
      wanted = false;
    };
  }, [needsFull]);
  return lex ?? lexAlone;
}

/** Without the full lexer: what is too hard stands as it was written until that is here. */
const lexAlone: Lex = (text) => lexSimple(text) ?? asTyped(text);
