import type { ToFrame } from '../bridge/to-frame';

export const currentPage = (): ToFrame => ({
  type: 'page',
  url: location.href,
  title: document.title,
  referrer: document.referrer,
});

/** Calls back after each change of address within the page, without touching the page's `history`. */
export function watchPage(changed: () => void, signal: AbortSignal): void {
  const { navigation } = globalThis as { navigation?: EventTarget };
  const events = navigation ? ['navigatesuccess'] : ['popstate', 'hashchange'];
  for (const event of events) (navigation ?? globalThis).addEventListener(event, changed, { signal });
}
