/** Named drawers of keyed records. A cache, never the truth: every fault falls back to memory. */
export type Drawer = 'views' | 'outbox' | 'drafts' | 'notes';

const DRAWERS: readonly Drawer[] = ['views', 'outbox', 'drafts', 'notes'];
const VERSION = 1;

export interface Database {
  all<T>(drawer: Drawer): Promise<T[]>;
  get<T>(drawer: Drawer, key: string): Promise<T | undefined>;
  put(drawer: Drawer, key: string, value: unknown): Promise<void>;
  remove(drawer: Drawer, key: string): Promise<void>;
  clear(): Promise<void>;
}

/** Lasts as long as the page. */
export function inMemory(): Database {
  const drawers = new Map<Drawer, Map<string, unknown>>(DRAWERS.map((name) => [name, new Map()]));
  const of = (drawer: Drawer): Map<string, unknown> => drawers.get(drawer) ?? new Map();
  return {
    all: async <T>(drawer: Drawer) => [...of(drawer).values()] as T[],
    get: async <T>(drawer: Drawer, key: string) => of(drawer).get(key) as T | undefined,
    put: async (drawer, key, value) => void of(drawer).set(key, value),
    remove: async (drawer, key) => void of(drawer).delete(key),
    clear: async () => {
      for (const map of drawers.values()) map.clear();
    },
  };
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function inBrowser(name: string): Promise<Database> {
  const request = indexedDB.open(name, VERSION);
  request.onupgradeneeded = () => {
    for (const drawer of DRAWERS) request.result.createObjectStore(drawer);
  };
  const database = await settled(request);
  // Another tab wants to wipe it: what stays open would block that.
  database.onversionchange = () => database.close();
  const on = (drawer: Drawer, mode: IDBTransactionMode): IDBObjectStore =>
    database.transaction(drawer, mode).objectStore(drawer);
  return {
    all: (drawer) => settled(on(drawer, 'readonly').getAll()),
    get: (drawer, key) => settled(on(drawer, 'readonly').get(key)),
    put: async (drawer, key, value) => void (await settled(on(drawer, 'readwrite').put(value, key))),
    remove: (drawer, key) => settled(on(drawer, 'readwrite').delete(key)),
    clear: async () => {
      await Promise.all(DRAWERS.map((drawer) => settled(on(drawer, 'readwrite').clear())));
    },
  };
}

/** Opens the frame's storage; where the browser refuses it, the same thing in memory. */
export async function openDatabase(name: string): Promise<Database> {
  const memory = inMemory();
  let disk: Database;
  try {
    disk = await inBrowser(name);
  } catch {
    return memory;
  }
  // A disk that fails later (full, cleared, closed by another tab) is replaced call by call.
  const either = async <T>(attempt: (database: Database) => Promise<T>): Promise<T> => {
    try {
      return await attempt(disk);
    } catch {
      return attempt(memory);
    }
  };
  return {
    all: (drawer) => either((database) => database.all(drawer)),
    get: (drawer, key) => either((database) => database.get(drawer, key)),
    put: (drawer, key, value) => either((database) => database.put(drawer, key, value)),
    remove: (drawer, key) => either((database) => database.remove(drawer, key)),
    clear: () => either((database) => database.clear()),
  };
}
