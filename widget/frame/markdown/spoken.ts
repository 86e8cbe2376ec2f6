/** Markdown's signs are for the eye: the line below the head of a table goes, its cells become a list. */
export const spoken = (text: string): string =>
  text
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/^[|: -]+$\n?|[*_~`#>]+|^ *\| *| *\| *$/gm, '')
    .replace(/ *\| */g, ', ');
