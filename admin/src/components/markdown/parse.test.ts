import fc from 'fast-check';
import { growingMarkdown, type Inline, type MarkdownNode, parseMarkdown } from 'tandem-client/markdown';
import { describe, expect, test } from 'vitest';
import { loadLexer } from './lexer';

const lex = await loadLexer();
const parse = (text: string) => parseMarkdown(text, lex);
const paragraph = (...children: Inline[]): MarkdownNode => ({ type: 'paragraph', children });
const text = (words: string): Inline => ({ type: 'text', text: words });

describe('what an answer may contain', () => {
  test('emphasis, code and breaks', () => {
    expect(parse('**a** *b* ~~c~~ `d &amp;`\ne')).toEqual([
      paragraph(
        { type: 'strong', children: [text('a')] },
        text(' '),
        { type: 'emphasis', children: [text('b')] },
        text(' '),
        { type: 'strike', children: [text('c')] },
        text(' '),
        { type: 'code_span', text: 'd &amp;' },
        { type: 'break' },
        text('e'),
      ),
    ]);
  });

  test('lists, quotes, fences, tables, rules', () => {
    const nodes = parse('# T\n\n- a\n- [x] b\n\n> q\n\n```js x\n1\n```\n\n|a|b|\n|:-|-:|\n|1|2|\n\n---');
    expect(nodes.map((node) => node.type)).toEqual(['heading', 'list', 'quote', 'code', 'table', 'rule']);
    expect(nodes[1]).toMatchObject({ items: [{ children: [paragraph(text('a'))] }, { checked: true }] });
    expect(nodes[3]).toEqual({ type: 'code', language: 'js', text: '1' });
    expect(nodes[4]).toMatchObject({ align: ['left', 'right'], head: [[text('a')], [text('b')]] });
  });

  test('a link keeps its words and shows its host when they differ', () => {
    expect(parse('[terms](https://shop.example/t) https://shop.example')).toEqual([
      paragraph(
        { type: 'link', href: 'https://shop.example/t', host: 'shop.example', children: [text('terms')] },
        text(' '),
        { type: 'link', href: 'https://shop.example/', children: [text('https://shop.example')] },
      ),
    ]);
  });

  test.each(['javascript:alert(1)', 'JaVaScRiPt&#58;alert(1)', 'data:text/html,x', '/local', 'vbscript:x'])(
    'a link to %s becomes its words',
    (href) => expect(parse(`[words](${href})`)).toEqual([paragraph(text('words'))]),
  );

  test('a picture in a link is no second link', () => {
    expect(parse('[**![cat](https://a.example/c.png)** b](https://b.example)')).toEqual([
      paragraph({
        type: 'link',
        href: 'https://b.example/',
        host: 'b.example',
        children: [{ type: 'strong', children: [text('cat')] }, text(' b')],
      }),
    ]);
  });

  test.each([
    'bank.example/evil.example',
    'https://bank.example/?evil.example',
    'https://bank.example@evil.example',
    'not evil.example',
    'evil.example.bank.example',
  ])('words that only mention where a link leads do not hide it: %s', (words) => {
    const [node] = parse(`[${words}](https://evil.example/x)`);
    expect(node).toMatchObject({ children: [{ type: 'link', host: 'evil.example' }] });
  });

  test('a picture becomes a link', () => {
    expect(parse('![cat](https://a.example/cat.png)')).toEqual([
      paragraph({
        type: 'link',
        href: 'https://a.example/cat.png',
        host: 'a.example',
        children: [text('cat')],
      }),
    ]);
  });

  test('HTML and definitions stand as typed, entities are read', () => {
    expect(parse('<img src=x onerror=alert(1)>')).toEqual([paragraph(text('<img src=x onerror=alert(1)>'))]);
    expect(parse('[note]: text')).toEqual([paragraph(text('[note]: text'))]);
    expect(parse('a &lt;b&gt; &#65;&#x42; &nbsp;')).toEqual([paragraph(text('a <b> AB &nbsp;'))]);
  });
});

describe('what a stranger may try', () => {
  test.each([
    ['quotes', '>'.repeat(2_000)],
    ['lists', '- '.repeat(1_200)],
    ['emphasis', '*a_'.repeat(2_700)],
    ['brackets', '['.repeat(8_000)],
    ['stairs', Array.from({ length: 90 }, (_, n) => `${' '.repeat(2 * n)}- a`).join('\n')],
  ])('%s without end stay plain and quick', (_, hostile) => {
    const started = performance.now();
    expect(parse(hostile)).toEqual([paragraph(text(hostile))]);
    expect(performance.now() - started).toBeLessThan(50);
  });

  test('no string makes a node or a scheme outside the list, or an exception', () => {
    const piece = fc.constantFrom(
      '*',
      '**',
      '_',
      '`',
      '```',
      '~~',
      '[',
      '](',
      ')',
      '!',
      '<',
      '>',
      '<b>',
      '\n',
      '\n\n',
      '> ',
      '- ',
      '1. ',
      '|',
      '|-|',
      '#',
      '\\',
      '&#58;',
      '&lt;',
      'javascript:',
      'https://a.b',
      'word',
      ' ',
      '    ',
      '[x]: ',
      '://',
    );
    const hostile = fc.array(fc.oneof(piece, fc.string({ maxLength: 6 })), { maxLength: 60 });
    fc.assert(
      fc.property(hostile, (pieces) => {
        const grow = growingMarkdown(lex);
        for (const nodes of [parse(pieces.join('')), grow(pieces.join('')), grow(`${pieces.join('')}x`)])
          for (const href of hrefs(nodes)) expect(href).toMatch(/^(https?|mailto):/);
      }),
      { numRuns: 3_000 },
    );
  }, 60_000);
});

describe('a growing answer', () => {
  const answer =
    'First **bold** words.\n\n- one\n- `two`\n\n```sh\nrun\n\nstay\n```\n\nSee [terms](https://a.b/c).';

  test('ends as the finished text does', () => {
    const grow = growingMarkdown(lex);
    let last: MarkdownNode[] = [];
    for (let end = 1; end <= answer.length; end += 1) last = grow(answer.slice(0, end));
    expect(last).toEqual(parse(answer));
  });

  test.each([
    ['**bo', '**bo**'],
    ['a `co', 'a `co`'],
    ['see [ter', 'see ter'],
    ['see [terms](https://a', 'see terms'],
    ['a ~~gone', 'a ~~gone~~'],
  ])('%s shows no marks', (half, whole) => expect(growingMarkdown(lex)(half)).toEqual(parse(whole)));

  test('starts again when an attempt is repeated', () => {
    const grow = growingMarkdown(lex);
    grow('one\n\ntwo');
    expect(grow('three')).toEqual([paragraph(text('three'))]);
  });
});

function hrefs(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(hrefs);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => (key === 'href' ? [String(inner)] : hrefs(inner)));
}
