import type { Dialog, DialogView, WidgetConfig } from 'tandem-client';
import type { Database } from './database';

const MOST_VIEWS = 50;

/** Small things known from last time, so that a reload has something to show at once. */
export interface Notes {
  owner: string;
  config: WidgetConfig;
  dialogs: readonly Dialog[];
  shown: number | undefined;
  /** What the visitor thought of their closed dialogs: the server does not say it back. */
  ratings: Readonly<Record<number, number>>;
}

interface CachedView {
  at: number;
  view: DialogView;
}

/** A short mark of who the cache belongs to. It must not be worth stealing, so it is no token and no name. */
function ownerMark(text: string): string {
  let one = 0x811c9dc5;
  let two = 0x1b873593;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    one = Math.imul(one ^ code, 0x01000193);
    two = Math.imul(two ^ code, 0x85ebca6b);
  }
  return `${(one >>> 0).toString(36)}${(two >>> 0).toString(36)}`;
}

export interface Cache {
  note<K extends keyof Notes>(name: K): Promise<Notes[K] | undefined>;
  keepNote<K extends keyof Notes>(name: K, value: Notes[K]): Promise<void>;
  view(dialogId: number): Promise<DialogView | undefined>;
  keepView(view: DialogView): Promise<void>;
  dropView(dialogId: number): Promise<void>;
  draft(dialogId: number | undefined): Promise<string>;
  keepDraft(dialogId: number | undefined, text: string): Promise<void>;
  clear(): Promise<void>;
  /** Whose it is from now on. */
  own(principal: string): Promise<void>;
}

const draftKey = (dialogId: number | undefined): string => String(dialogId ?? 'new');

export function cacheIn(database: Database, now: () => number = Date.now): Cache {
  async function dropOldest(): Promise<void> {
    const cached = await database.all<CachedView>('views');
    const surplus = cached.toSorted((a, b) => b.at - a.at).slice(MOST_VIEWS);
    await Promise.all(surplus.map(({ view }) => database.remove('views', String(view.dialogId))));
  }
  return {
    note: (name) => database.get('notes', name),
    keepNote: (name, value) => database.put('notes', name, value),
    async view(dialogId) {
      return (await database.get<CachedView>('views', String(dialogId)))?.view;
    },
    async keepView(view) {
      // A half-written answer is asked for again; who was typing is long over.
      const { generation: _unfinished, ...rest } = view;
      const cached: CachedView = { at: now(), view: { ...rest, typing: [] } };
      const key = String(view.dialogId);
      const known = await database.get('views', key);
      await database.put('views', key, cached);
      if (!known) await dropOldest();
    },
    dropView: (dialogId) => database.remove('views', String(dialogId)),
    draft: async (dialogId) => (await database.get<string>('drafts', draftKey(dialogId))) ?? '',
    keepDraft: (dialogId, text) =>
      text ? database.put('drafts', draftKey(dialogId), text) : database.remove('drafts', draftKey(dialogId)),
    clear: () => database.clear(),
    own: (principal) => database.put('notes', 'owner', ownerMark(principal)),
  };
}

/** Opens the cache for one principal; what another one left there is wiped first. */
export async function cacheOf(database: Database, principal: string): Promise<Cache> {
  const cache = cacheIn(database);
  if ((await cache.note('owner')) !== ownerMark(principal)) {
    await cache.clear();
    await cache.own(principal);
  }
  return cache;
}
