import { vi } from 'vitest';

type Answer = [status: number, body: unknown] | 'unreachable';
type Handler = (
  body: Record<string, unknown> | undefined,
  request: { path: string; bearer: string | null },
) => Answer;

/** Answers `fetch` by method and path; what it does not know never answers, like a network that hangs. */
export interface FakeServer {
  on(route: string, handler: Handler): void;
  requests: { route: string; body: unknown; bearer: string | null }[];
  calls(route: string): number;
}

export function fakeServer(): FakeServer {
  const routes = new Map<string, Handler>();
  const requests: FakeServer['requests'] = [];
  vi.stubGlobal('fetch', async (address: string, init: RequestInit = {}) => {
    const { pathname } = new URL(address, 'https://chat.example');
    const route = `${init.method ?? 'GET'} ${pathname}`;
    const body = typeof init.body === 'string' ? JSON.parse(init.body) : undefined;
    const bearer = new Headers(init.headers).get('authorization');
    requests.push({ route, body, bearer });
    const handler = routes.get(route);
    if (!handler) return new Promise(() => {});
    const answer = handler(body, { path: pathname, bearer });
    if (answer === 'unreachable') throw new TypeError('Failed to fetch');
    const [status, json] = answer;
    return new Response(JSON.stringify(json), { status, headers: { 'content-type': 'application/json' } });
  });
  vi.stubGlobal(
    'WebSocket',
    class {
      close(): void {}
      send(): void {}
      addEventListener(): void {}
    },
  );
  return {
    on: (route, handler) => void routes.set(route, handler),
    requests,
    calls: (route) => requests.filter((request) => request.route === route).length,
  };
}
