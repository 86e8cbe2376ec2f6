import { renderToStaticMarkup } from 'react-dom/server';
import { growingMarkdown, type MarkdownNode, parseMarkdown } from 'tandem-client/markdown';
import { describe, expect, test } from 'vitest';
import { Blocks } from './blocks';
import { loadLexer } from './lexer';

/* What a model that obeys an attacker might write. Each text comes in two pieces, cut at every place there is. */

const TRAP = 'https://trap.example/p.png';
const TEXTS = [
  `![x](${TRAP})`,
  `![x][pic]\n\n[pic]: ${TRAP} "t"`,
  `[![x](${TRAP})](${TRAP})`,
  `<img src="${TRAP}">`,
  `<IMG/SRC=${TRAP} onerror=alert(1)>`,
  `<picture><source srcset=${TRAP}></picture>`,
  `<style>@import url(${TRAP});</style>`,
  `<link rel=stylesheet href=${TRAP}>`,
  `<svg><image href=${TRAP} /></svg>`,
  `<iframe src=${TRAP}></iframe><video poster=${TRAP}>`,
  `<div style="background:url(${TRAP})">x</div>`,
  `<base href=${TRAP}><form action=${TRAP}><input type=image src=${TRAP}>`,
  `<meta http-equiv=refresh content="0;url=${TRAP}">`,
  `a\n\n<script src=${TRAP}></script>\n\n- b\n  <img src=${TRAP}>`,
  `| a |\n| - |\n| ![x](${TRAP}) |`,
  `> ![x](${TRAP})\n\n\`\`\`html\n<img src=${TRAP}>\n\`\`\``,
  '[x](javascript:alert(1)) [y](JaVaScRiPt&#58;alert(1)) [z](data:text/html,<script>)',
  '<javascript:alert(1)> [x](vbscript:x) [y](file:///etc/passwd) [z](//trap.example)',
  `**bold ![x](${TRAP}) *and [link](${TRAP} "onmouseover=x")* ~~gone~~**`,
  `&lt;img src=${TRAP}&gt; &#60;img src=${TRAP}&#62; \\![x](${TRAP})`,
];

const TAGS = new Set(
  'div p strong em del code br a span ul ol li blockquote pre table thead tbody tr th td hr input'.split(' '),
);
const ATTRIBUTES = new Set(
  'class href target rel start tabindex data-level data-task data-align type disabled checked aria-label'.split(
    ' ',
  ),
);
const SCHEMES = new Set(['http:', 'https:', 'mailto:']);
const lex = await loadLexer();

function check(nodes: readonly MarkdownNode[]): void {
  const root = document.createElement('div');
  root.innerHTML = renderToStaticMarkup(<Blocks nodes={nodes} />);
  for (const element of root.querySelectorAll('*')) {
    const strange = [...element.attributes].find(({ name }) => !ATTRIBUTES.has(name));
    const href = element.getAttribute('href');
    const known =
      TAGS.has(element.localName) &&
      (element.localName !== 'input' || element.getAttribute('type') === 'checkbox');
    if (!known || strange || (href !== null && !SCHEMES.has(new URL(href).protocol)))
      throw new Error(`not on the list: ${element.outerHTML}`);
  }
}

describe('a hostile answer', () => {
  test.each(TEXTS)('loads and runs nothing, whole or cut at each place: %s', (text) => {
    check(parseMarkdown(text, lex));
    for (let cut = 1; cut < text.length; cut += 1) {
      const grow = growingMarkdown(lex);
      check(grow(text.slice(0, cut)));
      check(grow(text));
    }
  });

  test('grows by single characters as harmlessly', () => {
    const all = TEXTS.join('\n\n');
    const grow = growingMarkdown(lex);
    for (let end = 1; end <= all.length; end += 1) check(grow(all.slice(0, end)));
  });

  test('the check can fail', () => {
    const harmful: MarkdownNode = {
      type: 'paragraph',
      children: [{ type: 'link', href: 'javascript:x', children: [] }],
    };
    expect(() => check([harmful])).toThrow('not on the list');
  });
});
