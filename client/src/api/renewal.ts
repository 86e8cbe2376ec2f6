import type { Endpoint } from '../endpoint.ts';

const running = new WeakMap<Endpoint, Promise<boolean>>();

/**
 * A bearer was refused: is there another one by now? If not, its owner is asked for one. Requests and
 * sockets that are refused together ask once: a second use of the same rotating refresh cookie would look
 * like a theft to the server.
 */
export async function renew(endpoint: Endpoint, refused: string | undefined): Promise<boolean> {
  const ask = endpoint.onUnauthorized;
  if (!ask) return false;
  const already = running.get(endpoint);
  if (already) return already;
  if ((await endpoint.token()) !== refused) return true;
  const asking = running.get(endpoint) ?? Promise.resolve().then(ask);
  running.set(endpoint, asking);
  return asking.finally(() => running.delete(endpoint));
}
