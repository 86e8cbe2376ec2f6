import { createApi, type TandemApi } from './api';

declare const __VERSION__: string;

/** What the snippet leaves for calls that come before this script. */
type Stub = { q?: Iterable<unknown>[]; version?: undefined };
type Page = { Tandem?: TandemApi | Stub };

/** A second script tag finds the first one's work, which takes calls by itself, and does nothing. */
function start(): void {
  const page = globalThis as Page;
  const found = page.Tandem;
  const script =
    (document.currentScript as HTMLScriptElement | null) ??
    document.querySelector<HTMLScriptElement>('script[data-assistant],script[data-site]');
  if (!script || found?.version) return;
  const api = createApi({ host: new URL(script.src).origin, ...script.dataset }, __VERSION__);
  page.Tandem = api;
  for (const [verb, ...args] of (found as Stub | undefined)?.q ?? []) api(verb as string, ...args);
}

start();
