export type Theme = 'auto' | 'light' | 'dark';
export type Side = 'end' | 'start';

/** What one visit leaves for the next: who the visitor is, and how the launcher looked. */
export interface Learnt {
  token?: string;
  color?: string;
  position?: Side;
  theme?: Theme;
}

/** Who this browser is for the assistant. Nothing is stored before the visitor has written something. */
export interface Visitor {
  /** True when the page keeps a token: there may be dialogs to show. */
  kept: boolean;
  learnt: Learnt;
  keep(): void;
  learn(news: Learnt): void;
  forget(): void;
}

/** 256 random bits as 43 characters of base64url: made here, so that a lost answer loses nothing. */
export const makeToken = (): string =>
  btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(32))))
    .replace(/\+/g, '-')
    .replace(/\//g, '_')
    .slice(0, 43);

export function openVisitor(id: string | undefined, storage?: 'local' | 'session' | 'memory'): Visitor {
  const key = `tandem:${id}`;

  /** Any touch of a page's storage may throw, or the object may be null; the chat then lasts as long as the page. */
  function attempt(action: (area: Storage) => unknown): unknown {
    try {
      return storage !== 'memory' && action(storage === 'session' ? sessionStorage : localStorage);
    } catch {
      return undefined;
    }
  }

  const learnt = Object(attempt((area) => JSON.parse(area.getItem(key) as string))) as Learnt;
  // A token counts only in the form that we make: page scripts can write to that storage too.
  const kept = /^[\w-]{43}$/.test(String(learnt.token));
  const visitor: Visitor = {
    kept,
    learnt: kept ? learnt : { token: makeToken() },
    keep() {
      visitor.kept = true;
      attempt((area) => area.setItem(key, JSON.stringify(visitor.learnt)));
    },
    learn(news) {
      Object.assign(visitor.learnt, news);
      if (visitor.kept) visitor.keep();
    },
    forget() {
      visitor.kept = false;
      attempt((area) => area.removeItem(key));
    },
  };
  return visitor;
}
