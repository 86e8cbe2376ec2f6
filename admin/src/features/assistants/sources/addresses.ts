interface Read {
  addresses: string[];
  /** The lines that are none, as they are counted by people. */
  wrong: { line: number; text: string }[];
}

/** What a field holds, one address per line; `shop.example/help` is meant as `https://shop.example/help`. */
export function addressesOf(text: string): Read {
  const lines = text
    .split('\n')
    .map((line, index) => ({ line: index + 1, text: line.trim(), address: addressOf(line.trim()) }))
    .filter((line) => line.text !== '');
  const addresses = lines.map(({ address }) => address).filter((address) => address !== undefined);
  const wrong = lines.filter(({ address }) => address === undefined);
  return {
    addresses: [...new Set(addresses)],
    wrong: wrong.map(({ line, text: typed }) => ({ line, text: typed })),
  };
}

function addressOf(line: string): string | undefined {
  // Blanks stand in some addresses, and also between two, or in a sentence that was pasted.
  if (/\s/.test(line) && !/^https?:\/\/(?!.*\s\S*:\/\/)/i.test(line)) return undefined;
  try {
    const url = new URL(/^[a-z][a-z0-9+.-]*:/i.test(line) ? line : `https://${line}`);
    const web = url.protocol === 'https:' || url.protocol === 'http:';
    return web && url.hostname.includes('.') ? url.href : undefined;
  } catch {
    return undefined;
  }
}

/** As people read it: on a small screen the beginning would be all that is seen of it. */
export const withoutScheme = (address: string): string => address.replace(/^https?:\/\//, '');
