import { useEffect, useRef, useState } from 'preact/hooks';
import type { DialogView } from 'tandem-client';
import { useChatState } from '../app/chat-context';
import { systemText } from '../chat/system-line';
import { writerOf } from '../chat/typing';
import { t } from '../i18n/texts';
import { spoken } from '../markdown/spoken';

function finished(view: DialogView, after: number, assistant: string): string[] {
  return view.entries
    .filter(({ seq = 0, sender, kind }) => seq > after && sender !== 'user' && kind !== 'note')
    .map((entry) => {
      if (entry.sender === 'system') return systemText(entry);
      const name = entry.sender === 'assistant' ? assistant : (entry.author?.name ?? t.team);
      return `${name}: ${spoken(entry.text)}`;
    });
}

/** The one place that speaks to a screen reader: that somebody writes, once; each finished message, once. */
export function Announcer() {
  const { view, config } = useChatState();
  const [words, setWords] = useState('');
  const last = useRef<{ dialogId: number; seq: number } | undefined>(undefined);
  const assistant = config?.assistant ?? { name: t.aiAssistant };
  const writer = writerOf(view, assistant)?.name;

  useEffect(() => {
    if (!view?.loaded) return;
    const { dialogId, lastSeq } = view;
    const before = last.current;
    last.current = { dialogId, seq: lastSeq };
    // The history of a dialog that was just opened is there to be read, not to be read out.
    if (before?.dialogId !== dialogId || lastSeq <= before.seq) return;
    // Without news it was an own message or a change: what was said last may be the words that are gone.
    setWords(finished(view, before.seq, assistant.name).join('\n'));
  }, [view, assistant.name]);

  useEffect(() => {
    if (writer) setWords(t.thinking(writer));
  }, [writer]);

  return (
    <div class="quiet" aria-live="polite">
      {words}
    </div>
  );
}
