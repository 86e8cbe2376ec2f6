// biome-ignore-all lint/suspicious/noArrayIndexKey: nodes of one text never change their order
import type { ReactNode } from 'react';
import type { Inline, ListItem, MarkdownNode } from 'tandem-client/markdown';
import styles from './markdown.module.css';

export function Blocks({ nodes }: { nodes: readonly MarkdownNode[] }) {
  return nodes.map((node, index) => <Block key={index} node={node} />);
}

function Block({ node }: { node: MarkdownNode }): ReactNode {
  switch (node.type) {
    case 'paragraph':
      return (
        <p>
          <Inlines nodes={node.children} />
        </p>
      );
    // The page has its own headings; those of a message must not break into their order.
    case 'heading':
      return (
        <p className={styles.heading} data-level={node.level}>
          <Inlines nodes={node.children} />
        </p>
      );
    case 'list':
      return node.ordered ? (
        <ol start={node.start}>
          <Items items={node.items} />
        </ol>
      ) : (
        <ul>
          <Items items={node.items} />
        </ul>
      );
    case 'quote':
      return (
        <blockquote>
          <Blocks nodes={node.children} />
        </blockquote>
      );
    case 'code':
      return (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        <pre tabIndex={0}>
          <code>{node.text}</code>
        </pre>
      );
    case 'table':
      return <Table node={node} />;
    case 'rule':
      return <hr />;
  }
}

function Items({ items }: { items: readonly ListItem[] }) {
  return items.map((item, index) => (
    <li key={index} data-task={item.checked !== undefined}>
      {item.checked !== undefined && (
        <input type="checkbox" checked={item.checked} disabled aria-label="Done" />
      )}
      <Blocks nodes={item.children} />
    </li>
  ));
}

function Table({ node }: { node: Extract<MarkdownNode, { type: 'table' }> }) {
  const cell = (Tag: 'td' | 'th', children: readonly Inline[], index: number) => (
    <Tag key={index} data-align={node.align[index] ?? undefined}>
      <Inlines nodes={children} />
    </Tag>
  );
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <div className={styles.table} tabIndex={0}>
      <table>
        <thead>
          <tr>{node.head.map((children, index) => cell('th', children, index))}</tr>
        </thead>
        <tbody>
          {node.rows.map((row, index) => (
            <tr key={index}>{row.map((children, column) => cell('td', children, column))}</tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Inlines({ nodes }: { nodes: readonly Inline[] }) {
  return nodes.map((node, index) => <Piece key={index} node={node} />);
}

function Piece({ node }: { node: Inline }): ReactNode {
  switch (node.type) {
    case 'text':
      return node.text;
    case 'strong':
      return (
        <strong>
          <Inlines nodes={node.children} />
        </strong>
      );
    case 'emphasis':
      return (
        <em>
          <Inlines nodes={node.children} />
        </em>
      );
    case 'strike':
      return (
        <del>
          <Inlines nodes={node.children} />
        </del>
      );
    case 'code_span':
      return <code>{node.text}</code>;
    case 'break':
      return <br />;
    case 'link':
      return (
        <>
          <a href={node.href} target="_blank" rel="noopener noreferrer nofollow">
            <Inlines nodes={node.children} />
          </a>
          {node.host !== undefined && <span className={styles.host}> ({node.host})</span>}
        </>
      );
  }
}
