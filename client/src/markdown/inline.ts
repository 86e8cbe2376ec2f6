import { decodeEntities } from './entities.ts';
import { MAX_NESTING } from './guards.ts';
import { safeLink } from './links.ts';
import type { Inline, Token } from './node-tree.ts';

export function inlines(tokens: readonly Token[] | undefined, depth = 0): Inline[] {
  return joinTexts((tokens ?? []).flatMap((token) => inline(token, depth)));
}

/** A leaf whose entities are read, unlike in code. */
export function plain(text: string): Inline {
  return { type: 'text', text: decodeEntities(text) };
}

function inline(token: Token, depth: number): Inline[] {
  if (depth > MAX_NESTING) return [{ type: 'text', text: token.raw }];
  const children = () => inlines(token.tokens, depth + 1);
  switch (token.type) {
    case 'text':
      return token.tokens ? children() : [plain(token.text ?? token.raw)];
    case 'escape':
      return [{ type: 'text', text: token.text ?? token.raw }];
    case 'strong':
      return [{ type: 'strong', children: children() }];
    case 'em':
      return [{ type: 'emphasis', children: children() }];
    case 'del':
      return [{ type: 'strike', children: children() }];
    case 'codespan':
      return [{ type: 'code_span', text: token.text ?? '' }];
    case 'br':
      return [{ type: 'break' }];
    case 'link':
      return link(token, children());
    // Showing a picture would tell its server who reads this dialog, and when.
    case 'image':
      return link(token, [plain(token.text || token.href || token.raw)]);
    default:
      return token.type === 'checkbox' ? [] : [{ type: 'text', text: token.raw }];
  }
}

function link(token: Token, children: Inline[]): Inline[] {
  const safe = safeLink(token.href ?? '', textOf(children));
  return safe ? [{ type: 'link', ...safe, children: unlinked(children) }] : children;
}

/** A picture in a link is one, too; a page knows no link within a link. */
function unlinked(nodes: Inline[]): Inline[] {
  return nodes.flatMap((node) => {
    if (node.type === 'link') return unlinked(node.children);
    return 'children' in node ? { ...node, children: unlinked(node.children) } : node;
  });
}

/** The words of a piece of text without its marks. */
export function textOf(nodes: readonly Inline[]): string {
  return nodes
    .map((node) => {
      if (node.type === 'break') return ' ';
      return 'children' in node ? textOf(node.children) : node.text;
    })
    .join('');
}

function joinTexts(nodes: Inline[]): Inline[] {
  const joined: Inline[] = [];
  for (const node of nodes) {
    const last = joined.at(-1);
    if (node.type === 'text' && last?.type === 'text') last.text += node.text;
    else joined.push(node);
  }
  return joined;
}
