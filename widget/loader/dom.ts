/** Builds elements without markup strings: pages under Trusted Types refuse `innerHTML`. */
const SVG = 'http://www.w3.org/2000/svg';

function fill<E extends Element>(node: E, attributes: object, children: (Node | string)[]): E {
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

export const element = <K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Record<string, string> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] => fill(document.createElement(tag), attributes, children);

export const icon = (name: string, d: string): SVGElement =>
  fill(document.createElementNS(SVG, 'svg'), { class: name, viewBox: '0 0 24 24' }, [
    fill(document.createElementNS(SVG, 'path'), { d }, []),
  ]);
