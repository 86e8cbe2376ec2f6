import { createApi } from 'tandem-client';
import type { Chat } from '../session/chat';
import type { ChatState } from '../session/state';
import { createStore } from '../session/store';
import { cacheIn } from '../storage/cache';
import { inMemory } from '../storage/database';
import { type FakeLine, fakeLine } from './fake-line';

/** A chat that shows one given state and writes down what it is asked for. */
export interface ScriptedChat extends Chat {
  asked: [name: string, ...args: unknown[]][];
  line: FakeLine;
}

export function scriptedChat(state: ChatState): ScriptedChat {
  const store = createStore(state);
  const asked: ScriptedChat['asked'] = [];
  const line = fakeLine();
  const note =
    (name: string) =>
    (...args: unknown[]): void =>
      void asked.push([name, ...args]);
  return {
    store,
    asked,
    post: note('post'),
    retry: note('retry'),
    discard: note('discard'),
    typing: note('typing'),
    askForPerson: async () => note('askForPerson')(),
    loadEarlier: async () => note('loadEarlier')(),
    select(dialogId) {
      note('select')(dialogId);
      store.set({ screen: 'chat', dialogId });
    },
    showList: () => store.set({ screen: 'list' }),
    close: note('close'),
    draft: async () => '',
    keepDraft: note('keepDraft'),
    api: createApi({ base: '', audience: 'site', token: () => undefined }),
    cache: cacheIn(inMemory()),
    line,
  };
}
