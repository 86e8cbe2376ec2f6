export type PageSignal = 'visible' | 'hidden' | 'online' | 'offline' | 'restored';

/** What a page knows about itself: is it seen, is there a network, did it come back from the cache. */
export interface PageSignals {
  hidden(): boolean;
  online(): boolean;
  listen(heard: (signal: PageSignal) => void): () => void;
}
