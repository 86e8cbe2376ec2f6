/** A run of words that both texts have, or only the one or the other. */
export interface Run {
  how: 'same' | 'gone' | 'new';
  text: string;
}

/** More words than this in the part that differs are compared as a whole: the table would grow with their product. */
const MOST_WORDS = 1_500;

/**
 * What became of a text, word by word; spaces stay with the word before them. The runs that are not
 * `new` make up the first text, those that are not `gone` the second.
 */
export function wordDiff(before: string, after: string): Run[] {
  const [old, now] = [wordsOf(before), wordsOf(after)];
  const most = Math.min(old.length, now.length);
  let start = 0;
  while (start < most && old[start] === now[start]) start += 1;
  let end = 0;
  while (end < most - start && old.at(-1 - end) === now.at(-1 - end)) end += 1;

  const runs: Run[] = [];
  const add = (how: Run['how'], words: readonly string[]) => {
    const text = words.join('');
    const last = runs.at(-1);
    if (text === '') return;
    if (last?.how === how) last.text += text;
    else runs.push({ how, text });
  };
  add('same', old.slice(0, start));
  middle(old.slice(start, old.length - end), now.slice(start, now.length - end), add);
  add('same', old.slice(old.length - end));
  return runs;
}

const wordsOf = (text: string): string[] => text.match(/\S+\s*|\s+/g) ?? [];

function middle(
  old: readonly string[],
  now: readonly string[],
  add: (how: Run['how'], words: readonly string[]) => void,
): void {
  if (old.length > MOST_WORDS || now.length > MOST_WORDS || old.length === 0 || now.length === 0) {
    add('gone', old);
    add('new', now);
    return;
  }
  const width = now.length + 1;
  const longest = commonLengths(old, now);
  let [i, j] = [0, 0];
  while (i < old.length && j < now.length) {
    const [one, other] = [old[i] ?? '', now[j] ?? ''];
    if (one === other) {
      add('same', [one]);
      i += 1;
      j += 1;
    } else if ((longest[(i + 1) * width + j] ?? 0) >= (longest[i * width + j + 1] ?? 0)) {
      add('gone', [one]);
      i += 1;
    } else {
      add('new', [other]);
      j += 1;
    }
  }
  add('gone', old.slice(i));
  add('new', now.slice(j));
}

/** How many words the rests from each pair of places have in common, in order. */
function commonLengths(old: readonly string[], now: readonly string[]): Uint16Array {
  const width = now.length + 1;
  const table = new Uint16Array((old.length + 1) * width);
  for (let i = old.length - 1; i >= 0; i -= 1) {
    for (let j = now.length - 1; j >= 0; j -= 1) {
      const at = i * width + j;
      table[at] =
        old[i] === now[j]
          ? (table[at + width + 1] ?? 0) + 1
          : Math.max(table[at + width] ?? 0, table[at + 1] ?? 0);
    }
  }
  return table;
}
