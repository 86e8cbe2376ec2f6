/** Those whose name holds the letters in order, the closest together first. */
export function rank<T>(words: string, all: readonly T[], nameOf: (item: T) => string): T[] {
  const wanted = words.toLowerCase().replaceAll(' ', '');
  if (wanted === '') return [...all];
  return all
    .map((item) => ({ item, distance: spread(wanted, nameOf(item).toLowerCase()) }))
    .filter(({ distance }) => distance !== undefined)
    .sort((a, b) => (a.distance ?? 0) - (b.distance ?? 0))
    .map(({ item }) => item);
}

/** How far apart the letters stand; undefined if one is missing. A word's first letter counts nothing. */
function spread(wanted: string, name: string): number | undefined {
  let at = -1;
  let distance = 0;
  for (const letter of wanted) {
    const next = name.indexOf(letter, at + 1);
    if (next === -1) return undefined;
    if (next > at + 1 && name[next - 1] !== ' ') distance += next - at;
    at = next;
  }
  return distance + name.length / 100;
}
