import 'fake-indexeddb/auto';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { entry, viewOf } from '../testing/entries';
import { cacheIn, cacheOf } from './cache';
import { type Database, openDatabase } from './database';
import { outboxIn } from './outbox';

let count = 0;
const fresh = (): Promise<Database> => {
  count += 1;
  return openDatabase(`test:${count}`);
};

afterEach(() => vi.unstubAllGlobals());

async function refused(): Promise<Database> {
  vi.stubGlobal('indexedDB', undefined);
  return openDatabase('refused');
}

describe.each([
  ['on disk', fresh],
  ['in memory, where the browser refuses', refused],
])('the cache %s', (_name, open) => {
  it('gives back the view of a dialog without what was only for the moment', async () => {
    const cache = cacheIn(await open());
    const typing = [{ sender: 'manager' as const, until: 5 }];
    const generation = { id: 1, attempt: 1, index: 2, text: 'half', status: 'generating' as const };
    await cache.keepView(viewOf([entry(1, 'user', 'Hello')], { typing, generation }));
    const found = await cache.view(1);
    expect(found?.entries[0]?.text).toBe('Hello');
    expect(found?.typing).toEqual([]);
    expect(found?.generation).toBeUndefined();
  });

  it('keeps drafts apart and forgets an empty one', async () => {
    const cache = cacheIn(await open());
    await cache.keepDraft(undefined, 'new words');
    await cache.keepDraft(3, 'words in three');
    expect(await cache.draft(undefined)).toBe('new words');
    expect(await cache.draft(3)).toBe('words in three');
    await cache.keepDraft(3, '');
    expect(await cache.draft(3)).toBe('');
  });

  it('keeps the outbox', async () => {
    const outbox = outboxIn(await open());
    const item = { clientId: 'a', text: 'Hello', created: 1, attempts: 0 };
    await outbox.put(item);
    expect(await outbox.all()).toEqual([item]);
    await outbox.remove('a');
    expect(await outbox.all()).toEqual([]);
  });

  it('shows nothing of one person to the next', async () => {
    const database = await open();
    const first = await cacheOf(database, 'ann');
    await first.keepView(viewOf([entry(1, 'user', 'secret')]));
    await first.keepDraft(1, 'secret too');
    await outboxIn(database).put({ clientId: 'a', text: 'secret', created: 1, attempts: 0 });
    const same = await cacheOf(database, 'ann');
    expect(await same.view(1)).toBeDefined();
    const other = await cacheOf(database, 'ben');
    expect(await other.view(1)).toBeUndefined();
    expect(await other.draft(1)).toBe('');
    expect(await outboxIn(database).all()).toEqual([]);
  });
});

describe('the cache', () => {
  it('holds the fifty dialogs that were seen last', async () => {
    let now = 0;
    const cache = cacheIn(await fresh(), () => {
      now += 1;
      return now;
    });
    for (let dialogId = 1; dialogId <= 53; dialogId += 1) await cache.keepView(viewOf([], { dialogId }));
    expect(await cache.view(3)).toBeUndefined();
    expect(await cache.view(4)).toBeDefined();
    expect(await cache.view(53)).toBeDefined();
  });

  it('writes down neither token nor name of its owner', async () => {
    const database = await fresh();
    const token = 'a'.repeat(43);
    await cacheOf(database, token);
    expect(JSON.stringify(await database.all('notes'))).not.toContain(token);
  });
});
