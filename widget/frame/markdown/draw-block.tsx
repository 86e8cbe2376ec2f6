import type { ComponentChildren } from 'preact';
import type { Align, ListItem, MarkdownNode } from 'tandem-client/markdown';
import { t } from '../i18n/texts';
import { drawInlines } from './draw-inline';

type Table = Extract<MarkdownNode, { type: 'table' }>;

const drawItem = ({ checked, children }: ListItem): ComponentChildren => (
  <li>
    {checked === undefined ? null : (
      <span class="task">
        {checked ? '☑' : '☐'}
        <span class="quiet">{checked ? t.done : t.open} </span>
      </span>
    )}
    {children.map((child) =>
      child.type === 'paragraph' ? <p>{drawInlines(child.children)}</p> : drawBlock(child),
    )}
  </li>
);

const alignment = (align: Align | undefined): string | undefined => (align ? `align-${align}` : undefined);

/** Scrolls by itself, so it must be reachable by keyboard; no landmark, of which there could be many. */
const drawTable = ({ align, head, rows }: Table): ComponentChildren => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls sideways needs the keyboard
  <div class="scroll" tabIndex={0}>
    <table>
      <thead>
        <tr>
          {head.map((cell, column) => (
            <th class={alignment(align[column])}>{drawInlines(cell)}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr>
            {row.map((cell, column) => (
              <td class={alignment(align[column])}>{drawInlines(cell)}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);

export function drawBlock(node: MarkdownNode): ComponentChildren {
  switch (node.type) {
    case 'paragraph':
      return <p>{drawInlines(node.children)}</p>;
    // A heading of a message is no heading of the page: it must not appear in its outline.
    case 'heading':
      return <p class={`heading heading-${node.level}`}>{drawInlines(node.children)}</p>;
    case 'list':
      return node.ordered ? (
        <ol start={node.start}>{node.items.map(drawItem)}</ol>
      ) : (
        <ul>{node.items.map(drawItem)}</ul>
      );
    case 'quote':
      return <blockquote>{node.children.map(drawBlock)}</blockquote>;
    case 'code':
      return (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls sideways needs the keyboard
        <pre class="scroll" tabIndex={0}>
          <code>{node.text}</code>
        </pre>
      );
    case 'table':
      return drawTable(node);
    case 'rule':
      return <hr />;
  }
}
