import { createEvents, type Listener } from './events';
import { idOf, type Settings } from './settings';
import { type State, startWidget, type Widget } from './widget';

/** `Tandem('open')`, `Tandem.open()` and `Tandem.state`. */
export interface TandemApi {
  (verb: string, ...args: unknown[]): void;
  readonly state: Readonly<State> | undefined;
  readonly version: string;
}

type Verbs = Record<string, ((...args: never[]) => void) | undefined>;

const VERBS =
  'boot on off open close toggle show hide showNewMessage identify setAttributes setLocale setTheme shutdown destroy';

/** The one global. Calls work at any time and in any order, and none of them throws into the page. */
export function createApi(attributes: Settings, version: string): TandemApi {
  const events = createEvents();
  const known = VERBS.split(' ');
  let settings = attributes;
  let widget: Widget | undefined;
  let state: State | undefined;
  /** What was asked for before there was a chat to do it. */
  const waiting: [verb: string, args: unknown[]][] = [];

  const on = (event: string, listener: Listener): void => {
    events.on(event, listener);
    if (event === 'ready' && state?.ready) listener({ version });
  };

  function boot(given?: Settings): void {
    settings = { ...settings, ...given };
    if (!idOf(settings)) return;
    end('destroy');
    [widget, state] = startWidget(settings, events);
    for (const [verb, args] of waiting.splice(0)) call(verb, args);
  }

  function end(how: 'shutdown' | 'destroy'): void {
    widget?.[how]();
    widget = state = undefined;
  }

  const own: Verbs = {
    boot,
    on,
    off: events.off,
    shutdown: () => end('shutdown'),
    destroy: () => end('destroy'),
  };

  function call(verb: string, args: unknown[]): void {
    try {
      const action = own[verb] ?? (widget as Verbs | undefined)?.[verb];
      if (!known.includes(verb)) {
        if (settings.debug !== undefined) console.warn(`[tandem] unknown verb: ${verb}`);
      } else if (action) action(...(args as never[]));
      else waiting.push([verb, args]);
    } catch (error) {
      console.error('[tandem]', error);
    }
  }

  const api = ((verb: string, ...args: unknown[]) => call(verb, args)) as TandemApi;
  Object.assign(
    api,
    { version },
    ...known.map((verb) => ({ [verb]: (...args: unknown[]) => call(verb, args) })),
  );
  Object.defineProperty(api, 'state', { get: () => state && Object.freeze({ ...state }) });
  if (settings.manual === undefined) boot();
  return api;
}
