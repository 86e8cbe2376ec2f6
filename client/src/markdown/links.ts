import { decodeEntities } from './entities.ts';

const ALLOWED = new Set(['http:', 'https:', 'mailto:']);

export interface SafeLink {
  href: string;
  host?: string;
}

/**
 * The address a link may lead to, or undefined when its scheme is refused. Decoded first: the
 * lexer leaves `javascript&#58;` as typed, and a browser would not.
 */
export function safeLink(raw: string, words: string): SafeLink | undefined {
  let url: URL;
  try {
    url = new URL(decodeEntities(raw).trim());
  } catch {
    return undefined;
  }
  if (!ALLOWED.has(url.protocol)) return undefined;
  const place = url.protocol === 'mailto:' ? url.pathname : url.host;
  return leadsTo(words.trim()) === place || place === ''
    ? { href: url.href }
    : { href: url.href, host: place };
}

/** Where the words themselves say that one gets; another place that they only mention is none. */
function leadsTo(words: string): string | undefined {
  if (words.includes('@')) return words;
  try {
    return new URL(words.includes('://') ? words : `https://${words}`).host;
  } catch {
    return undefined;
  }
}
