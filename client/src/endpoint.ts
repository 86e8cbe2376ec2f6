import { type Clock, systemClock } from './clock.ts';
import { browserSignals, type PageSignals } from './connection/page-signals.ts';

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

/** What the endpoint leaves open, filled in. */
export interface Surroundings {
  clock: Clock;
  random: () => number;
  signals: PageSignals;
}

export function surroundings(endpoint: Endpoint): Surroundings {
  return {
    clock: endpoint.clock ?? systemClock,
    random: endpoint.random ?? Math.random,
    signals: endpoint.signals ?? browserSignals,
  };
}

const restPrefix: Record<Audience, string> = {
  operator: '/api/v1',
  site: '/api/v1/site',
  widget: '/api/v1/widget',
};

const dialogSocket: Record<Audience, string> = {
  operator: '/ws/dialogs/',
  site: '/ws/site/dialogs/',
  widget: '/ws/widget/dialogs/',
};

export type Query = Record<string, string | number | boolean | undefined>;

export function restAddress(endpoint: Endpoint, path: string, query: Query = {}): string {
  return endpoint.base + restPrefix[endpoint.audience] + path + queryString(endpoint, query);
}

export function dialogSocketAddress(endpoint: Endpoint, dialogId: number, query: Query): string {
  return socketAddress(endpoint, dialogSocket[endpoint.audience] + dialogId + queryString(endpoint, query));
}

export function inboxSocketAddress(endpoint: Endpoint): string {
  return socketAddress(endpoint, '/ws/inbox');
}

/** `http` becomes `ws`, `https` becomes `wss`; a relative base stands on the page's address. */
function socketAddress(endpoint: Endpoint, path: string): string {
  const page = typeof location === 'undefined' ? undefined : location.href;
  const address = new URL(endpoint.base + path, page);
  address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
  return address.href;
}

function queryString(endpoint: Endpoint, query: Query): string {
  const parts = new URLSearchParams();
  // A widget proves itself by two things: the assistant's public id and the visitor's token.
  if (endpoint.audience === 'widget' && endpoint.assistant !== undefined) {
    parts.set('assistant_id', endpoint.assistant);
  }
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) parts.set(name, String(value));
  }
  const text = parts.toString();
  return text === '' ? '' : `?${text}`;
}
