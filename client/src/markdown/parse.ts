import { MAX_NESTING, tooHard } from './guards.ts';
import { inlines, plain } from './inline.ts';
import type { Lex, ListItem, MarkdownNode, Token } from './node-tree.ts';

/**
 * Markdown of an assistant or an operator as a tree of known nodes. Never throws: what cannot be
 * read as Markdown comes back as one plain paragraph.
 */
export function parseMarkdown(text: string, lex: Lex): MarkdownNode[] {
  if (tooHard(text)) return [plainParagraph(text)];
  try {
    return blocks(lex(text), 0);
  } catch {
    return [plainParagraph(text)];
  }
}

export function plainParagraph(text: string): MarkdownNode {
  return { type: 'paragraph', children: [{ type: 'text', text }] };
}

function blocks(tokens: readonly Token[], depth: number): MarkdownNode[] {
  return tokens.flatMap((token) => block(token, depth) ?? []);
}

function block(token: Token, depth: number): MarkdownNode | undefined {
  if (depth > MAX_NESTING) return plainParagraph(token.raw);
  switch (token.type) {
    case 'space':
      return undefined;
    case 'hr':
      return { type: 'rule' };
    case 'heading':
      return { type: 'heading', level: level(token.depth), children: inlines(token.tokens) };
    case 'code':
      return { type: 'code', language: languageOf(token.lang), text: token.text ?? '' };
    case 'blockquote':
      return { type: 'quote', children: blocks(token.tokens ?? [], depth + 1) };
    case 'list':
      return {
        type: 'list',
        ordered: token.ordered === true,
        start: typeof token.start === 'number' ? token.start : 1,
        items: (token.items ?? []).map((item) => listItem(item, depth + 1)),
      };
    case 'table':
      return {
        type: 'table',
        align: token.align ?? [],
        head: (token.header ?? []).map((cell) => inlines(cell.tokens)),
        rows: (token.rows ?? []).map((row) => row.map((cell) => inlines(cell.tokens))),
      };
    case 'paragraph':
    case 'text':
      return {
        type: 'paragraph',
        children: token.tokens ? inlines(token.tokens) : [plain(token.text ?? token.raw)],
      };
    // `html` is what somebody typed, and `def` would swallow it: both are shown as they stand.
    default:
      return token.raw.trim() === '' ? undefined : plainParagraph(token.raw.replace(/\n+$/, ''));
  }
}

function listItem(item: Token, depth: number): ListItem {
  const children = blocks(
    (item.tokens ?? []).filter((token) => token.type !== 'checkbox'),
    depth,
  );
  return item.task ? { checked: item.checked === true, children } : { children };
}

function level(depth = 1): 1 | 2 | 3 | 4 | 5 | 6 {
  return Math.min(6, Math.max(1, depth)) as 1 | 2 | 3 | 4 | 5 | 6;
}

function languageOf(info = ''): string {
  return /^[\w+#.-]{1,30}/.exec(info)?.[0] ?? '';
}
