import type { Flat } from '../../bridge/fields';
import type { Line } from '../line/parent-line';
import type { ChatState } from './state';
import type { Store } from './store';
import { countUnread } from './unread';

/** Tells the page what it may know, each thing once: numbers and states, never a word of the dialog. */
export function reportTo(line: Line, store: Store<ChatState>): () => void {
  const last = new Map<string, string>();

  function tell(name: string, detail: Flat, state: Flat): void {
    const mark = JSON.stringify(detail);
    if (last.get(name) === mark) return;
    last.set(name, mark);
    line.send({ type: 'event', name, detail, state });
  }

  let seenIn: { dialogId: number; upTo: number } | undefined;

  function tellMessages({ view }: ChatState): void {
    if (!view?.loaded) return;
    // What the history brings is not news; only what comes after it.
    if (seenIn?.dialogId === view.dialogId) {
      const { upTo } = seenIn;
      for (const { seq = 0, id, sender, kind } of view.entries) {
        if (seq <= upTo || kind !== 'message' || sender === 'user' || id === undefined) continue;
        tell('message', { dialog_id: view.dialogId, id, sender }, {});
      }
    }
    seenIn = { dialogId: view.dialogId, upTo: view.lastSeq };
  }

  function report(): void {
    const state = store.get();
    const unread = countUnread(state.dialogs, state.view);
    tell('unread', { count: unread }, { unread });
    tell('status', { status: state.status }, { status: state.status });
    if (state.view) {
      const { dialogId: dialog_id, state: hands } = state.view;
      tell('dialog', { dialog_id, state: hands }, { dialog_id });
    }
    tellMessages(state);
  }

  report();
  return store.subscribe(report);
}
