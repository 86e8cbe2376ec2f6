import type { Lex } from 'tandem-client/markdown';

/**
 * Most answers use little of Markdown: paragraphs, headings, flat lists, bold, code, links. These few lines
 * read that and spare the visitor the 15 kB of the full lexer. They give the very same tokens (a property
 * test compares), and step aside (`undefined`) at the first sign of anything more.
 */
type Tokens = ReturnType<Lex>;
type Token = Tokens[number];

/** What only the full lexer reads: escapes, HTML, tables, pictures, other emphasis, addresses as such, code blocks, odd blanks. */
const BEYOND = /[\\<|_~@]|[^\S \n]|\p{Cc}(?<!\n)|!\[|```|https?:|ftp:|www\./iu;
const HEADING = /^(#{1,6}) ([^\s#](?:[^#]*[^\s#])?)$/;
const BULLET = /^([-*]) (\S.*)$/;
const NUMBERED = /^(\d{1,9})\. (\S.*)$/;
/** Starts something of its own where a plain line is wanted. */
const MARKER = /^(?:[\s>#=+]|[-*] |[-*:][\s*:-]*$|\d{1,9}[.)](?:\s|$))/;

const LINK = /^\[([^[\]`*\n]+)\]\((https?:\/\/[^\s()"'<>\\*`[\]]+)\)/i;
const CODE = /^`([^`\s](?:[^`\n]*[^`\s])?)`(?!`)/;
const STRONG = /^\*\*([^\s*](?:[^*\n]*[^\s*])?)\*\*(?=[\s.,:;!?)]|$)/;
const EMPHASIS = /^\*([^\s*](?:[^*\n]*[^\s*])?)\*(?=[\s.,:;!?)]|$)/;
const MAY_OPEN = /(?:^|[\s(])$/;

class TooHard extends Error {}

const text = (raw: string): Token => ({ type: 'text', raw, text: raw });

/** The styled piece that `rest` starts with. Emphasis only where it cannot be mistaken for anything else. */
function piece(rest: string, mayOpen: boolean): Token | undefined {
  if (rest.startsWith('\n')) return { type: 'br', raw: '\n' };
  const link = LINK.exec(rest);
  if (link) return { type: 'link', raw: link[0], href: link[2] ?? '', tokens: [text(link[1] ?? '')] };
  const code = CODE.exec(rest);
  if (code) return { type: 'codespan', raw: code[0], text: code[1] ?? '' };
  if (!mayOpen) return undefined;
  const strong = STRONG.exec(rest);
  if (strong) return { type: 'strong', raw: strong[0], tokens: inline(strong[1] ?? '') };
  const emphasis = EMPHASIS.exec(rest);
  if (emphasis) return { type: 'em', raw: emphasis[0], tokens: inline(emphasis[1] ?? '') };
  return undefined;
}

function inline(source: string): Tokens {
  const tokens: Tokens = [];
  let at = 0;
  while (at < source.length) {
    const length = source.slice(at).search(/[`[\]*\n]/);
    const end = length === -1 ? source.length : at + length;
    if (end > at) tokens.push(text(source.slice(at, end)));
    at = end;
    if (at === source.length) break;
    const token = piece(source.slice(at), MAY_OPEN.test(source.slice(0, at)));
    if (!token) throw new TooHard();
    tokens.push(token);
    at += token.raw.length;
  }
  return tokens;
}

interface Item {
  ordered: boolean;
  mark: string;
  words: string;
}

function itemOf(line: string): Item | undefined {
  const bullet = BULLET.exec(line);
  const found = bullet ?? NUMBERED.exec(line);
  const [, mark = '', words = ''] = found ?? [];
  if (!found || MARKER.test(line) !== MARKER.test(`${mark}${bullet ? '' : '.'} `)) return undefined;
  return MARKER.test(words) ? undefined : { ordered: !bullet, mark, words };
}

function list(items: readonly Item[]): Token {
  const [first] = items;
  const ordered = first?.ordered ?? false;
  if (items.some((item) => item.ordered !== ordered || (!ordered && item.mark !== first?.mark)))
    throw new TooHard();
  return {
    type: 'list',
    raw: '',
    ordered,
    start: ordered ? Number(first?.mark) : '',
    items: items.map(({ words }) => ({
      type: 'list_item',
      raw: words,
      tokens: [{ type: 'text', raw: words, text: words, tokens: inline(words) }],
    })),
  };
}

/** One stretch between blank lines: a heading, a paragraph, a list, or a paragraph with its list right below. */
function block(lines: readonly string[]): Tokens {
  const [first = ''] = lines;
  const heading = HEADING.exec(first);
  if (heading) {
    const token = {
      type: 'heading',
      raw: first,
      depth: heading[1]?.length ?? 1,
      tokens: inline(heading[2] ?? ''),
    };
    return lines.length > 1 ? [token, ...block(lines.slice(1))] : [token];
  }
  const listAt = lines.findIndex((line) => itemOf(line));
  const words = listAt === -1 ? lines : lines.slice(0, listAt);
  const items = (listAt === -1 ? [] : lines.slice(listAt)).map(itemOf);
  if (words.some((line) => MARKER.test(line)) || items.some((item) => !item)) throw new TooHard();
  const [firstItem] = items;
  // A number other than 1 does not end a paragraph.
  if (words.length > 0 && firstItem?.ordered && firstItem.mark !== '1') throw new TooHard();
  const paragraph = words.join('\n');
  return [
    ...(paragraph ? [{ type: 'paragraph', raw: paragraph, text: paragraph, tokens: inline(paragraph) }] : []),
    ...(items.length > 0 ? [list(items as Item[])] : []),
  ];
}

/** The tokens of a simple text; nothing for one that needs the full lexer. */
export function lexSimple(source: string): Tokens | undefined {
  // The address inside a link is the one place where an address is expected.
  const withoutLinks = source.replace(/\]\(https?:\/\/[^\s()"'<>\\*`[\]]+\)/gi, '](…)');
  if (BEYOND.test(withoutLinks)) return undefined;
  const stretches = source
    .trim()
    .split(/\n(?:[ \t]*\n)+/)
    .map((stretch) => stretch.split('\n').map((line) => line.trimEnd()));
  try {
    const blocks = stretches.filter(([line]) => line).map(block);
    // Two lists with a blank line between them are one, set wider.
    const listsMeet = blocks.some(
      (tokens, index) => tokens[0]?.type === 'list' && blocks[index - 1]?.at(-1)?.type === 'list',
    );
    return listsMeet ? undefined : blocks.flat();
  } catch (error) {
    if (error instanceof TooHard) return undefined;
    throw error;
  }
}
