/**
 * Markdown without a framework and without HTML: `marked`'s lexer goes in, a small tree comes out,
 * each front end draws it with its own elements. The lexer is an argument so that whoever needs
 * it loads it late: `new Lexer({gfm: true, breaks: true}).lex`.
 */
export { growingMarkdown } from './growing.ts';
export type { Align, Inline, Lex, ListItem, MarkdownNode } from './node-tree.ts';
export { parseMarkdown, plainParagraph } from './parse.ts';
