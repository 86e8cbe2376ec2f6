import { useEffect } from 'preact/hooks';
import { Announcer } from '../announce/announcer';
import { Thread } from '../chat/thread';
import { Composer } from '../composer/composer';
import { WhatNext } from '../handoff/what-next';
import { t } from '../i18n/texts';
import type { Chat } from '../session/chat';
import { Calm } from './calm';
import { ChatContext, useChat, useChatState } from './chat-context';
import { Header } from './header';
import { LazyDialogList } from './lazy';
import { StatusStrip } from './status-strip';

/** Esc closes what lies on top: the list first, then the panel. */
function useEscape(): void {
  const chat = useChat();
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape' || event.isComposing) return;
      const { screen, dialogId, inline } = chat.store.get();
      if (screen === 'list') chat.select(dialogId);
      else if (!inline) chat.close();
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [chat]);
}

function Conversation() {
  return (
    <>
      <Thread />
      <footer class="footer">
        <WhatNext />
        <Composer />
      </footer>
    </>
  );
}

function Panel() {
  const { phase, screen, config } = useChatState();
  useEscape();
  const ready = phase === 'ready' && config;
  return (
    <main class="app" aria-label={config ? t.chatWith(config.assistant.name) : t.loading}>
      <Header />
      <StatusStrip />
      {!ready ? <Calm phase={phase} /> : screen === 'list' ? <LazyDialogList /> : <Conversation />}
      <Announcer />
    </main>
  );
}

export function App({ chat }: { chat: Chat }) {
  return (
    <ChatContext.Provider value={chat}>
      <Panel />
    </ChatContext.Provider>
  );
}
