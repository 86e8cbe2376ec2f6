import type { Clock } from './clock.ts';
import type { PageSignals } from './connection/page-signals.ts';

export type Audience = 'operator' | 'site' | 'widget';

/** Where the server is and as whom to talk to it. */
export interface Endpoint {
  /** Origin of the server; '' means the page's own. */
  base: string;
  audience: Audience;
  /** Public id of the assistant; widgets only. */
  assistant?: string;
  /** The bearer. Asked anew for each request and each connect, so that a renewed one is used at once. */
  token: () => string | undefined | Promise<string | undefined>;
  /** The server refused the bearer. True: it was renewed, try once more. */
  onUnauthorized?: () => Promise<boolean>;
  fetch?: typeof fetch;
  WebSocket?: typeof WebSocket;
  clock?: Clock;
  random?: () => number;
  /** Visibility and network of the page; read from the browser when not given. */
  signals?: PageSignals;
}
