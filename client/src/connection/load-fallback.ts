/** Once the first socket is steady, so that it is there before the network goes; or when one fails. */
export const loadFallback = () => import('./fallback.ts');
