import type { ComponentChildren } from 'preact';
import type { Inline } from 'tandem-client/markdown';

const drawAll = (nodes: readonly Inline[]): ComponentChildren => nodes.map(drawInline);

/** A closed switch over known nodes: whatever a text tries, no other element comes out. */
export function drawInline(node: Inline): ComponentChildren {
  switch (node.type) {
    case 'text':
      return node.text;
    case 'strong':
      return <strong>{drawAll(node.children)}</strong>;
    case 'emphasis':
      return <em>{drawAll(node.children)}</em>;
    case 'strike':
      return <del>{drawAll(node.children)}</del>;
    case 'code_span':
      return <code>{node.text}</code>;
    case 'break':
      return <br />;
    case 'link':
      return (
        <a href={node.href} target="_blank" rel="noopener noreferrer nofollow">
          {drawAll(node.children)}
          {node.host ? <span class="host"> ({node.host})</span> : null}
        </a>
      );
  }
}

export const drawInlines = drawAll;
