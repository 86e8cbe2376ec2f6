import type { Api, Dialog, ListPage } from 'tandem-client';
import type { Cache } from '../storage/cache';
import type { ChatState } from './state';
import type { Store } from './store';

/** The visitor's own dialogs: in the store, in the cache, and asked from the server where it can know any. */
export interface Dialogs {
  /** A visitor's token means something to the server only once a dialog was begun with it. */
  known: boolean;
  restore(): Promise<number | undefined>;
  load(): Promise<void>;
  add(dialog: Dialog): void;
  drop(dialogId: number): void;
  remember(): void;
}

export function createDialogs(api: Api, store: Store<ChatState>, cache: Cache, known: boolean): Dialogs {
  const put = (list: readonly Dialog[]): void => {
    store.set({ dialogs: list });
    void cache.keepNote('dialogs', list);
  };
  const without = (dialogId: number): Dialog[] => store.get().dialogs.filter(({ id }) => id !== dialogId);

  const dialogs: Dialogs = {
    known,
    /** Gives the one that was shown last. */
    async restore() {
      if (!dialogs.known) return undefined;
      const [list, shown] = await Promise.all([cache.note('dialogs'), cache.note('shown')]);
      store.set({ dialogs: list ?? [] });
      return shown;
    },
    async load() {
      if (dialogs.known) put((await api.get<ListPage<Dialog>>('/dialogs')).items);
    },
    add(dialog) {
      dialogs.known = true;
      put([dialog, ...without(dialog.id)]);
    },
    drop(dialogId) {
      void cache.dropView(dialogId);
      put(without(dialogId));
    },
    remember: () => void cache.keepNote('shown', store.get().dialogId),
  };
  return dialogs;
}
