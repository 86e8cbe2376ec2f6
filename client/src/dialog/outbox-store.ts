import type { Failure } from './view.ts';

/** Something typed that the server has not confirmed yet. */
export interface OutboxItem {
  clientId: string;
  /** Missing while the dialog itself is still to be created. */
  dialogId?: number;
  /** `client_id` of the dialog's creation, when this is its first message. */
  startId?: string;
  text: string;
  note?: boolean;
  /** Wall time in milliseconds; the order of sending. */
  created: number;
  attempts: number;
  /** Refused for good: kept so that it can be retried, copied or deleted. */
  failure?: Failure;
}

/** Where the outbox survives a reload. Each call may reject; the outbox then goes on in memory. */
export interface OutboxStore {
  all(): Promise<OutboxItem[]>;
  put(item: OutboxItem): Promise<void>;
  remove(clientId: string): Promise<void>;
}

export function memoryOutbox(): OutboxStore {
  const items = new Map<string, OutboxItem>();
  return {
    all: async () => [...items.values()],
    put: async (item) => {
      items.set(item.clientId, item);
    },
    remove: async (clientId) => {
      items.delete(clientId);
    },
  };
}
