import type { OutboxItem, OutboxStore } from 'tandem-client';

const PREFIX = 'tandem:outbox:';
/** Some hundred long messages: a browser gives a page five million characters. */
const MOST = 500;

/**
 * What was sent and is not confirmed, where a reload does not lose it. Each operator has an own one: what one
 * left behind must not go out in another's name. A browser that stores nothing rejects, and the page's memory
 * has to do.
 */
export function outboxOf(operatorId: number): OutboxStore {
  const prefix = `${PREFIX}${operatorId}:`;
  return {
    all: async () => names(prefix).flatMap((name) => read(name) ?? []),
    async put(item) {
      const name = prefix + item.clientId;
      if (localStorage.getItem(name) === null && names(prefix).length >= MOST) throw new Error('full');
      localStorage.setItem(name, JSON.stringify(item));
    },
    remove: async (clientId) => localStorage.removeItem(prefix + clientId),
  };
}

/** On signing out: they are somebody's words. */
export function forgetOutbox(): void {
  try {
    for (const name of names(PREFIX)) localStorage.removeItem(name);
  } catch {
    // Nothing was stored then.
  }
}

function names(prefix: string): string[] {
  return Object.keys(localStorage).filter((name) => name.startsWith(prefix));
}

function read(name: string): OutboxItem | undefined {
  try {
    return JSON.parse(localStorage.getItem(name) ?? '') as OutboxItem;
  } catch {
    return undefined;
  }
}
