/** Markdown's signs are for the eye: the line below the head of a table goes, its cells become a list. What is no sign stays. */
export const spoken = (text: string): string =>
  text
    .replace(/\\([_\W])|\[([^\]]*)\]\([^)]*\)/g, '$1$2')
    .replace(/^[|: -]+$\n?|^[#>* ]+ |\*\*+|\b[*_]+|[*_]+\b|~~|`|^ *\| *| *\| *$/gm, '')
    .replace(/ *\| */g, ', ');
