import fc from 'fast-check';
import { type Lex, parseMarkdown } from 'tandem-client/markdown';
import { describe, expect, it } from 'vitest';
import { lexFull } from './full-lexer';
import { lexSimple } from './simple-lexer';

const word = fc.oneof(
  {
    weight: 30,
    arbitrary: fc.constantFrom('parcel', 'in', 'two', 'days', '2024', 'Hello!', 'a&b', '5 %', 'é'),
  },
  { weight: 1, arbitrary: fc.constantFrom('-', '*', '#', '1.', '(', ')', '**', '`', ':') },
);
const styled = fc.oneof(
  { weight: 6, arbitrary: word },
  word.map((inner) => `**${inner}**`),
  word.map((inner) => `*${inner}*`),
  word.map((inner) => `\`${inner}\``),
  word.map((inner) => `[${inner}](https://shop.example/${encodeURIComponent(inner)})`),
);
const words = fc.array(styled, { minLength: 1, maxLength: 6 }).map((list) => list.join(' '));
const line = fc.oneof(
  { weight: 4, arbitrary: words },
  words.map((rest) => `- ${rest}`),
  words.map((rest) => `* ${rest}`),
  fc.tuple(fc.nat(12), words).map(([number, rest]) => `${number}. ${rest}`),
  words.map((rest) => `## ${rest}`),
  fc.constantFrom(
    '',
    '',
    '',
    '',
    '',
    '',
    '',
    '',
    '',
    ' ',
    '---',
    '===',
    '  indented',
    '> quote',
    '- - -',
    'x ',
    '#',
    '-',
  ),
);
const document_ = fc.array(line, { minLength: 1, maxLength: 8 }).map((lines) => lines.join('\n'));

const treeBy = (lex: Lex, text: string): unknown => parseMarkdown(text, lex);

function agrees(text: string): boolean {
  const tokens = lexSimple(text);
  if (!tokens) return false;
  // Blanks at the end of a line are nothing to see; the full lexer keeps some of them.
  const trimmed = text.replace(/[^\S\n]+$/gm, '').trim();
  expect(
    treeBy(() => tokens, text),
    JSON.stringify(text),
  ).toEqual(treeBy(lexFull, trimmed));
  return true;
}

describe('the small lexer', () => {
  it('reads what support answers are made of', () => {
    const answer = [
      '## Returns',
      'You have **30 days** to send it back:',
      '- unworn, with the *label*',
      '- with the code `NF-1`',
      '',
      '1. Print the [label](https://shop.example/label?id=1&x=y).',
      '2. Bring it to the post office!',
    ].join('\n');
    expect(agrees(answer.replace('\n\n1.', '\n\nThen:\n\n1.'))).toBe(true);
  });

  it.each([
    ['a table', '| a | b |\n| - | - |\n| 1 | 2 |'],
    ['a nested list', '- a\n  - b'],
    ['a wide list', '- a\n\n- b'],
    ['HTML', 'a <b>c</b>'],
    ['a bare address', 'see https://shop.example'],
    ['an escape', 'a \\* b'],
    ['an underlined heading', 'a\n---'],
    ['a quote', '> a'],
    ['a picture', '![a](https://x.example/y.png)'],
    ['a code block', '```\na\n```'],
    ['a lazy line of a list', '- a\nb'],
  ])('leaves %s to the full lexer', (_name, text) => {
    expect(lexSimple(text)).toBeUndefined();
  });

  it('agrees with the full lexer wherever it answers', () => {
    let answered = 0;
    fc.assert(
      fc.property(document_, (text) => {
        if (agrees(text)) answered += 1;
      }),
      { numRuns: 4_000 },
    );
    expect(answered).toBeGreaterThan(1_000);
  });

  it('agrees on any text at all', () => {
    const any = fc.oneof(
      fc.string({ unit: fc.constantFrom(...'ab1 \n*`[]().#-:"&;xü!') }),
      fc.string({ unit: 'binary' }),
    );
    fc.assert(
      fc.property(any, (text) => {
        agrees(text);
      }),
      { numRuns: 4_000 },
    );
  });
});
