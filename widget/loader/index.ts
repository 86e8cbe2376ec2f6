import { createApi, type TandemApi } from './api';

declare const __VERSION__: string;

type Stub = { q?: Iterable<unknown>[]; version?: undefined };
type Page = { Tandem?: TandemApi | Stub };

/** A second script tag finds the first one's work and only hands over its queue. */
function start(): void {
  const page = globalThis as Page;
  const found = page.Tandem;
  const queue = found?.q ?? [];
  const script =
    (document.currentScript as HTMLScriptElement | null) ??
    document.querySelector<HTMLScriptElement>('script[data-assistant],script[data-site]');
  let api = found?.version ? found : undefined;
  if (!api) {
    if (!script) return;
    api = createApi({ host: new URL(script.src).origin, ...script.dataset }, __VERSION__);
    page.Tandem = api;
  }
  delete found?.q;
  for (const [verb, ...args] of queue) api(verb as string, ...args);
}

start();
