/**
 * The lexer recurses once per container and retries once per emphasis mark, so a stranger could
 * make it throw or take seconds. Text beyond these limits is shown as it was typed.
 */
export const MAX_NESTING = 20;
export const MAX_MARKS = 600;
export const MAX_LENGTH = 50_000;

const CONTAINERS = /^(?:[ \t]*(?:>|[-*+][ \t]|\d{1,9}[.)][ \t]))+/;
const CONTAINER = />|[-*+](?=[ \t])|\d{1,9}[.)](?=[ \t])/g;
const MARKS = /[*_~`[\]<!]/g;
/** Two columns a level is the least that nests one list in another. */
const DEEPEST_INDENT = MAX_NESTING * 4;

export function tooHard(text: string): boolean {
  if (text.length > MAX_LENGTH) return true;
  for (const line of text.split('\n')) if (nesting(line) > MAX_NESTING) return true;
  for (const block of text.split(/\n[ \t]*\n/)) if (countMarks(block) > MAX_MARKS) return true;
  return false;
}

function nesting(line: string): number {
  const containers = CONTAINERS.exec(line)?.[0] ?? '';
  const indent = line.length - line.trimStart().length;
  if (containers !== '' && indent > DEEPEST_INDENT) return MAX_NESTING + 1;
  return containers.match(CONTAINER)?.length ?? 0;
}

function countMarks(block: string): number {
  return block.match(MARKS)?.length ?? 0;
}
