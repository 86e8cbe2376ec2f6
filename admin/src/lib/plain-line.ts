/** Markdown as one line of words, for lists: without headings, marks and line ends. */
export function plainLine(text: string): string {
  return text
    .replace(/^#.*$/gm, '')
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/^\s*(?:[-+*]|\d+[.)]|>)\s+/gm, '')
    .replace(/\*\*|~~|`+|(?<=^|\s)[*_]+(?=\S)|(?<=\S)[*_]+(?=\s|$|[.,;:!?])/gm, '')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 200);
}
