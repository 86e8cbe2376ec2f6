import type { Endpoint } from 'tandem-client';
import type { Where } from '../line/address';

const ANSWER_WITHIN_MS = 10_000;

/** The bearer of this frame: a visitor's own token, or a site token that the page renews. */
export interface Credentials {
  endpoint: Endpoint;
  token(): string | undefined;
  renew(token: string): void;
  /** Until this is settled nothing is asked with the bearer that it replaces. */
  hold(change: Promise<unknown>): void;
  /** Whose caches these are: stays the same when only the token is renewed. */
  owner(): string;
}

interface Claims {
  iss?: unknown;
  sub?: unknown;
}

/** Only read to tell one user's cache from another's; the server checks the token. */
function claimsOf(token: string): Claims {
  try {
    const payload = token.split('.')[1] ?? '';
    return Object(JSON.parse(atob(payload.replace(/-/g, '+').replace(/_/g, '/')))) as Claims;
  } catch {
    return {};
  }
}

export function openCredentials(where: Where, first: string | undefined, ask: () => void): Credentials {
  let token = first;
  let waiting: ((renewed: boolean) => void)[] = [];
  let held: Promise<unknown> | undefined;

  /** One question to the page, however many requests were refused at once. */
  function renewal(): Promise<boolean> {
    return new Promise((resolve) => {
      waiting.push(resolve);
      if (waiting.length > 1) return;
      ask();
      setTimeout(() => settle(false), ANSWER_WITHIN_MS);
    });
  }

  function settle(renewed: boolean): void {
    const all = waiting;
    waiting = [];
    for (const resolve of all) resolve(renewed);
  }

  const bySite = where.kind === 'site';
  return {
    endpoint: {
      base: '',
      audience: bySite ? 'site' : 'widget',
      ...(bySite ? {} : { assistant: where.id }),
      // A request that is bound to be refused is not made: the page is asked first.
      token: () => {
        const change = bySite && !token ? renewal() : held;
        return change ? change.then(() => token) : token;
      },
      ...(bySite ? { onUnauthorized: async () => token !== undefined && renewal() } : {}),
    },
    token: () => token,
    renew(next) {
      token = next;
      settle(true);
    },
    hold(change) {
      held = change.catch(() => {});
    },
    owner() {
      if (!bySite || !token) return token ?? '';
      const { iss, sub } = claimsOf(token);
      return typeof sub === 'string' ? `${String(iss)} ${sub}` : token;
    },
  };
}
