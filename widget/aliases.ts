import { fileURLToPath } from 'node:url';

const inClient = (path: string): string => fileURLToPath(new URL(`../client/src/${path}`, import.meta.url));

/** `client/` is used as source; the same names stand in tsconfig.json. */
export const aliases = [
  { find: /^tandem-client$/, replacement: inClient('index.ts') },
  { find: /^tandem-client\/markdown$/, replacement: inClient('markdown/index.ts') },
  { find: /^tandem-client\/new-client-id$/, replacement: inClient('dialog/new-client-id.ts') },
];
