/* A document without layout has no heights, and a virtual list would draw nothing. So every row is
   small here, and everything that scrolls is high enough for all of them. */

const HEIGHT = { row: 40, scroller: 8_000 };

class ResizeObserverWithLayout implements ResizeObserver {
  private readonly watched = new Set<Element>();
  constructor(private readonly changed: ResizeObserverCallback) {}

  observe(target: Element): void {
    this.watched.add(target);
    queueMicrotask(() => {
      if (!this.watched.has(target)) return;
      const height = /scroller/.test(target.className) ? HEIGHT.scroller : HEIGHT.row;
      const contentRect = { width: 400, height } as DOMRectReadOnly;
      this.changed([{ target, contentRect } as ResizeObserverEntry], this);
    });
  }
  unobserve(target: Element): void {
    this.watched.delete(target);
  }
  disconnect(): void {
    this.watched.clear();
  }
}

export function giveLayout(): void {
  globalThis.ResizeObserver = ResizeObserverWithLayout;
  Object.defineProperty(HTMLElement.prototype, 'offsetParent', {
    configurable: true,
    get(this: HTMLElement) {
      return this.parentElement;
    },
  });
}
