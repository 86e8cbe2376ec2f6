/** `left`: the page goes away, and may come back from the cache as `restored`. */
export type PageSignal = 'visible' | 'hidden' | 'online' | 'offline' | 'left' | 'restored';

/** What a page knows about itself: is it seen, is there a network, did it come back from the cache. */
export interface PageSignals {
  hidden(): boolean;
  online(): boolean;
  listen(heard: (signal: PageSignal) => void): () => void;
}

/** Read from the browser's globals; outside a browser always visible and online. */
export const browserSignals: PageSignals = {
  hidden: () => typeof document !== 'undefined' && document.visibilityState === 'hidden',
  // Node has a `navigator` without `onLine`: only a plain false means that there is no network.
  online: () => typeof navigator === 'undefined' || navigator.onLine !== false,
  listen(heard) {
    if (typeof document === 'undefined' || typeof window === 'undefined') return () => {};
    const stop = new AbortController();
    const options = { signal: stop.signal };
    document.addEventListener(
      'visibilitychange',
      () => heard(document.visibilityState === 'hidden' ? 'hidden' : 'visible'),
      options,
    );
    window.addEventListener('online', () => heard('online'), options);
    window.addEventListener('offline', () => heard('offline'), options);
    window.addEventListener('pagehide', (event) => event.persisted && heard('left'), options);
    window.addEventListener('pageshow', (event) => event.persisted && heard('restored'), options);
    // A frozen tab goes on where it was, and knows nothing of the time between.
    document.addEventListener('resume', () => heard('restored'), options);
    return () => stop.abort();
  },
};
