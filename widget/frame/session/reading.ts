import type { DialogSession } from 'tandem-client';
import type { ChatState } from './state';
import type { Store } from './store';

/** Marks as read what the visitor really has before their eyes; returns the way to stop. */
export function watchReading(store: Store<ChatState>, session: () => DialogSession | undefined): () => void {
  function look(): void {
    const { open, screen, view, phase } = store.get();
    const seen = open && screen === 'chat' && phase === 'ready' && document.visibilityState === 'visible';
    if (!seen || !view?.loaded || view.lastSeq <= view.read.user) return;
    session()?.markRead(view.lastSeq);
  }
  const stop = store.subscribe(look);
  document.addEventListener('visibilitychange', look);
  return () => {
    stop();
    document.removeEventListener('visibilitychange', look);
  };
}
