import css from './styles.css?inline';

/**
 * The element that carries everything. It stands on `<html>`, beside `<body>`, so that a framework that
 * swaps the body leaves it alone; where it is removed all the same, it comes back until `signal` ends it.
 */
export function placeHost(
  target: string | Element | undefined,
  content: Element,
  signal: AbortSignal,
): ShadowRoot {
  const page = document.documentElement;
  const host = document.createElement('tandem-chat');
  const shadow = host.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  const place = (): void => {
    const parent = typeof target === 'string' ? document.querySelector(target) : (target ?? page);
    if (!host.isConnected) parent?.append(host);
  };
  const observer = new MutationObserver(place);
  sheet.replaceSync(css);
  shadow.adoptedStyleSheets = [sheet];
  shadow.append(content);
  observer.observe(page, { childList: true, subtree: !!target });
  place();
  signal.addEventListener('abort', () => {
    observer.disconnect();
    host.remove();
  });
  return shadow;
}
