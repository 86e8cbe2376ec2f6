import type { OutboxItem, OutboxStore } from 'tandem-client';
import type { Database } from './database';

/** What was typed and not yet confirmed, where it survives a reload. */
export const outboxIn = (database: Database): OutboxStore => ({
  all: () => database.all<OutboxItem>('outbox'),
  put: (item) => database.put('outbox', item.clientId, item),
  remove: (clientId) => database.remove('outbox', clientId),
});
