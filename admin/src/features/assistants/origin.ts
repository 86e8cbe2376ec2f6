/** One origin in the spelling that browsers send, or undefined: `Shop.example/x` is `https://shop.example`. */
export function originOf(typed: string): string | undefined {
  const words = typed.trim();
  if (words === '' || /[\s*,;'"]/.test(words)) return undefined;
  try {
    const url = new URL(/^https?:\/\//i.test(words) ? words : `https://${words}`);
    return url.hostname === '' ? undefined : url.origin;
  } catch {
    return undefined;
  }
}

/** What a text field holds, one per line: the good ones and those that are none. */
export function originsOf(text: string): { origins: string[]; wrong: string[] } {
  const lines = text
    .split(/[\n,]/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const origins = lines.map(originOf).filter((origin) => origin !== undefined);
  return { origins: [...new Set(origins)], wrong: lines.filter((line) => originOf(line) === undefined) };
}
