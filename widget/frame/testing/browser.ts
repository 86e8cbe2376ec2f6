import { vi } from 'vitest';

/** What jsdom leaves out and the panel asks for. `touch` makes it a phone. */
export function stubBrowser({ touch = false, still = true } = {}): void {
  vi.stubGlobal('matchMedia', (query: string) => ({
    matches: (touch && query.includes('coarse')) || (still && query.includes('reduce')),
  }));
  vi.stubGlobal(
    'ResizeObserver',
    class {
      observe(): void {}
      disconnect(): void {}
    },
  );
  vi.stubGlobal('CSS', { supports: () => true });
  Element.prototype.scrollTo = () => {};
}
