export type Listener = (detail: unknown) => void;

export interface Events {
  on(event: string, listener: Listener): void;
  off(event: string, listener?: Listener): void;
  emit(event: string, detail?: unknown): void;
}

const nameOf = (event: string): string => `tandem:${event}`;

/**
 * The page's listeners are listeners of the DOM events `tandem:<event>` on `window`: the browser keeps one
 * that throws away from the others, and from us.
 */
export function createEvents(): Events {
  const bound: [event: string, listener: Listener, handler: (event: Event) => void][] = [];
  return {
    on(event, listener) {
      const handler = (happened: Event): void => listener((happened as CustomEvent).detail);
      bound.push([event, listener, handler]);
      addEventListener(nameOf(event), handler);
    },
    off(event, listener) {
      for (const [name, known, handler] of bound)
        if (name === event && (!listener || known === listener)) removeEventListener(nameOf(event), handler);
    },
    emit: (event, detail) => dispatchEvent(new CustomEvent(nameOf(event), { detail })),
  };
}
