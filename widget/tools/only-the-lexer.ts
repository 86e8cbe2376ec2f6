import type { Plugin } from 'vite';

/**
 * Of `marked` only the lexer is used, but its file ends by making a whole parser to hand out, which no bundler
 * dares to leave away. The file is cut before that: what only that end has used goes with it, a fifth of all.
 */
export const onlyTheLexer: Plugin = {
  name: 'only-the-lexer',
  transform(code, id) {
    if (!id.endsWith('/marked.esm.js')) return undefined;
    const end = code.search(/;var \w+=new \w+;function /);
    const lexer = /[{,](\w+) as Lexer[,}]/.exec(code)?.[1];
    if (end === -1 || !lexer) return this.error('this version of marked is written in another way');
    return { code: `${code.slice(0, end)};export{${lexer} as Lexer};`, map: null };
  },
};
