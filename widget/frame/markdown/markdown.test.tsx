import fc from 'fast-check';
import { render } from 'preact';
import { growingMarkdown, type Lex, parseMarkdown } from 'tandem-client/markdown';
import { describe, expect, it } from 'vitest';
import { drawBlock } from './draw-block';
import { lexFull } from './full-lexer';
import { lexSimple } from './simple-lexer';

const ALLOWED = new Set(
  'p,strong,em,del,code,br,a,span,ul,ol,li,blockquote,div,pre,table,thead,tbody,tr,th,td,hr'.split(','),
);
const ATTRIBUTES = new Set(['href', 'target', 'rel', 'class', 'start', 'aria-label', 'tabindex']);
const SCHEMES = new Set(['http:', 'https:', 'mailto:']);

const lexAny: Lex = (text) => lexSimple(text) ?? lexFull(text);

function draw(text: string, lex: Lex = lexAny): HTMLElement {
  const root = document.createElement('div');
  render(parseMarkdown(text, lex).map(drawBlock), root);
  return root;
}

/** Plain throws: an assertion library called a million times is most of the time of a test. */
function check(root: HTMLElement): void {
  for (const element of root.querySelectorAll('*')) {
    const { localName, attributes } = element;
    const strange = [...attributes].find(({ name }) => !ATTRIBUTES.has(name));
    const href = element.getAttribute('href');
    if (!ALLOWED.has(localName) || strange || (href !== null && !SCHEMES.has(new URL(href).protocol)))
      throw new Error(`not on the list: ${element.outerHTML}`);
  }
}

const spiteful = fc.constantFrom(
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '<svg/onload=alert(1)>',
  '[x](javascript:alert(1))',
  '[x](JaVaScRiPt&#58;alert(1))',
  '[x](java\nscript:alert(1))',
  '[x](data:text/html,<script>)',
  '[x](vbscript:x)',
  '![x](https://evil.example/pixel.png)',
  '<https://a.example>',
  '<javascript:alert(1)>',
  '[note]: javascript:alert(1)',
  '[x][note]',
  '&#106;avascript:',
  '`',
  '```',
  '~~~',
  '**',
  '*a_',
  '> ',
  '- ',
  '1. ',
  '| a |\n| - |\n| b |',
  '[ ]',
  '\n',
  '\n\n',
  '    ',
  '\\',
  '\u202e',
  '\u0000',
  'https://a.example/?x=<y>',
  'mailto:a@b.example',
  'a@b.example',
  'words',
);
const hostile = fc.oneof(
  fc.array(spiteful, { maxLength: 14 }).map((parts) => parts.join('')),
  fc.array(spiteful, { maxLength: 10 }).map((parts) => parts.join(' ')),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ unit: fc.constantFrom(...'<>[]()*_`~|#-:!&;"\\\n ajs'), maxLength: 80 }),
);

describe('Markdown on the screen', () => {
  it('makes no element, attribute or scheme outside of its list, from 10,000 hostile texts', () => {
    fc.assert(
      fc.property(hostile, (text) => check(draw(text))),
      { numRuns: 10_000 },
    );
  });

  it('stays as harmless while the text is still growing', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const grow = growingMarkdown(lexAny);
        const root = document.createElement('div');
        for (let end = 1; end <= text.length; end += 7) {
          render(grow(text.slice(0, end)).map(drawBlock), root);
          check(root);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it.each([
    ['>'.repeat(2_000)],
    ['- '.repeat(1_200)],
    ['*a_'.repeat(2_600)],
    ['['.repeat(8_000)],
    ['**'.repeat(4_000)],
    ['`'.repeat(8_000)],
    ['| a '.repeat(2_000)],
  ])('survives what breaks the lexer: %.12s…', (text) => {
    expect(draw(text).textContent).not.toBe('');
  });

  it('shows what somebody typed as HTML as text', () => {
    expect(draw('a <b>bold</b> word').textContent).toBe('a <b>bold</b> word');
    expect(draw('[note]: some words').textContent).toBe('[note]: some words');
  });

  it('links away without telling where from, and says where to', () => {
    const link = draw('see [our shop](https://shop.example/a)').querySelector('a');
    expect(link?.rel).toBe('noopener noreferrer nofollow');
    expect(link?.textContent).toBe('our shop (shop.example)');
  });

  it('makes a picture a link', () => {
    const root = draw('![a tent](https://cdn.example/tent.png)');
    expect(root.querySelector('img')).toBeNull();
    expect(root.querySelector('a')?.href).toBe('https://cdn.example/tent.png');
  });

  it('lets what scrolls be reached by keyboard', () => {
    expect(draw('| a |\n| - |\n| b |').querySelector<HTMLElement>('.scroll')?.tabIndex).toBe(0);
    expect(draw('```\ncode\n```').querySelector<HTMLElement>('.scroll')?.tabIndex).toBe(0);
  });
});
