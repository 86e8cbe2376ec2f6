/** A value that tells when it changed; all the state management that this app needs. */
export interface Store<T> {
  get(): T;
  set(patch: Partial<T>): void;
  subscribe(changed: () => void): () => void;
}

export function createStore<T extends object>(initial: T): Store<T> {
  let value = initial;
  const listeners = new Set<() => void>();
  return {
    get: () => value,
    set(patch) {
      const entries = Object.entries(patch) as [keyof T, T[keyof T]][];
      if (entries.every(([key, next]) => Object.is(value[key], next))) return;
      value = { ...value, ...patch };
      for (const listener of [...listeners]) listener();
    },
    subscribe(changed) {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
  };
}
