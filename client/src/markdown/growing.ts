import type { Lex, MarkdownNode } from './node-tree.ts';
import { parseMarkdown } from './parse.ts';

/**
 * A text that grows while it is shown. Only what follows the last finished block is read again:
 * lexing all of it at each delta costs more than the answer itself.
 */
export function growingMarkdown(lex: Lex): (text: string) => MarkdownNode[] {
  let settled = '';
  let settledNodes: MarkdownNode[] = [];
  return (text) => {
    if (!text.startsWith(settled)) {
      settled = '';
      settledNodes = [];
    }
    const upTo = lastFinishedBlock(text, settled.length);
    if (upTo > settled.length) {
      settledNodes = [...settledNodes, ...parseMarkdown(text.slice(settled.length, upTo), lex)];
      settled = text.slice(0, upTo);
    }
    const tail = text.slice(upTo);
    return tail === '' ? settledNodes : [...settledNodes, ...parseMarkdown(closeMarks(tail), lex)];
  };
}

/** Where the last blank line outside a fence ends; `from` itself always stands outside. */
function lastFinishedBlock(text: string, from: number): number {
  let end = from;
  let fence: string | undefined;
  let at = from;
  while (at < text.length) {
    const newline = text.indexOf('\n', at);
    if (newline === -1) break;
    const line = text.slice(at, newline);
    at = newline + 1;
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    if (fence === undefined) {
      if (mark !== undefined) fence = mark;
      else if (line.trim() === '') end = at;
    } else if (mark?.startsWith(fence)) fence = undefined;
  }
  return end;
}

/** Ends what the writer has only begun, so that half a `**bold` never shows its stars. */
export function closeMarks(tail: string): string {
  if (/^ {0,3}(`{3,}|~{3,})/m.test(tail)) return tail;
  const text = tail.replace(/!?\[([^\][\n]*)(?:\]\([^)\n]*)?$/, '$1').replace(/[*_~`]+$/, '');
  const codeOpen = (text.match(/`/g)?.length ?? 0) % 2 === 1;
  if (codeOpen) return `${text}\``;
  const outsideCode = text.replace(/`[^`]*`/g, '');
  const closers = ['**', '~~', '*'].filter((mark) => isOpen(outsideCode, mark));
  return closers.length === 0 ? text : text.trimEnd() + closers.reverse().join('');
}

function isOpen(text: string, mark: string): boolean {
  const alone = mark === '*' ? text.replace(/\*\*/g, '').replace(/^\s*\* /gm, '') : text;
  return (alone.split(mark).length - 1) % 2 === 1;
}
