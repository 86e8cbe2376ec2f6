import type { Clock } from '../clock.ts';
import type { OutboxStore } from './outbox-store.ts';

const PATIENCE_MS = 1_000;

/** A browser's storage may refuse, and it may hang; neither may hold up a message. */
export function patientStore(store: OutboxStore, clock: Clock): OutboxStore {
  let hangs = false;

  function within<T>(run: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const giveUp = () => {
        // Waited for once: the next message must not wait again.
        hangs = true;
        reject(new Error('the store does not answer'));
      };
      const timer = clock.setTimeout(giveUp, hangs ? 0 : PATIENCE_MS);
      // In `then`, so that a store that throws at once is one that rejects.
      Promise.resolve()
        .then(run)
        .then(resolve, reject)
        .finally(() => clock.clearTimeout(timer));
    });
  }
  return {
    all: () => within(() => store.all()),
    put: (item) => within(() => store.put(item)),
    remove: (clientId) => within(() => store.remove(clientId)),
  };
}
