/** What a field holds, one address per line; `shop.example/help` is meant as `https://shop.example/help`. */
export function addressesOf(text: string): { addresses: string[]; wrong: string[] } {
  const lines = text.split(/\s+/).filter((line) => line !== '');
  const read = lines.map((line) => ({ line, address: addressOf(line) }));
  const addresses = read.map(({ address }) => address).filter((address) => address !== undefined);
  const wrong = read.filter(({ address }) => address === undefined).map(({ line }) => line);
  return { addresses: [...new Set(addresses)], wrong };
}

function addressOf(line: string): string | undefined {
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
