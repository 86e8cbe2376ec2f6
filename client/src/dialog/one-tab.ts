/** How long to wait for another tab; one that was frozen by the browser may hold the lock for ever. */
const PATIENCE_MS = 5_000;

/**
 * Lets one tab at a time do something. Where the browser has no locks, or refuses them, it is simply
 * done: the `client_id` makes a double harmless.
 */
export async function oneTabAtATime(name: string, run: () => Promise<void>): Promise<void> {
  const locks = globalThis.navigator?.locks;
  if (!locks) return run();
  let began = false;
  try {
    await locks.request(name, { signal: AbortSignal.timeout(PATIENCE_MS) }, () => {
      began = true;
      return run();
    });
  } catch (error) {
    if (began) throw error;
    await run();
  }
}
