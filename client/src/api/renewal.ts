import type { Endpoint } from '../endpoint.ts';

const running = new WeakMap<Endpoint, Promise<boolean>>();

/**
 * Asks the owner for a new bearer. Requests and sockets that are refused together ask once:
 * a second use of the same rotating refresh cookie would look like a theft to the server.
 */
export function renew(endpoint: Endpoint): Promise<boolean> {
  const ask = endpoint.onUnauthorized;
  if (!ask) return Promise.resolve(false);
  const already = running.get(endpoint);
  if (already) return already;
  const asking = Promise.resolve()
    .then(ask)
    .finally(() => running.delete(endpoint));
  running.set(endpoint, asking);
  return asking;
}
