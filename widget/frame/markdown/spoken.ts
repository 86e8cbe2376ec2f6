/** Markdown's signs are for the eye: the line below the head of a table goes, its cells become a list. What is no sign stays. */
export const spoken = (text: string): string =>
  text
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/^[|: -]+$\n?|^ *(?:>[> ]*|#+ |\*(?= ))|~~|`+|^ *\| *| *\| *$/gm, '')
    .replace(/(^|[^\p{L}\p{N}*_\\])[*_]+(?=\S)/gmu, '$1')
    .replace(/([^\s*_\\])[*_]+(?![\p{L}\p{N}])/gu, '$1')
    .replace(/\\([!-/:-@[-`{-~])/g, '$1')
    .replace(/ *\| */g, ', ');
