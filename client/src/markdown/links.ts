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
  const shown = words.toLowerCase().includes(place.toLowerCase());
  return shown || place === '' ? { href: url.href } : { href: url.href, host: place };
}
