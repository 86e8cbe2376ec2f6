import { type Dialog, type DialogView, type Entry, emptyView, type WidgetConfig } from 'tandem-client';

export const config: WidgetConfig = {
  assistant: { id: 'ast_1', name: 'Fell' },
  greeting: 'Hello!',
  suggestions: ['How long does delivery take?'],
  appearance: { color: '#1f6f5c' },
  locale: 'en',
  offer_person: true,
  online: true,
  hours: { open: true },
  may_ask_person: true,
  limits: { text_max: 8000 },
};

export function entry(seq: number, sender: Entry['sender'], text: string, more: Partial<Entry> = {}): Entry {
  return {
    key: `m${seq}`,
    seq,
    id: seq,
    sender,
    kind: sender === 'system' ? 'system' : 'message',
    text,
    timestamp: new Date(Date.UTC(2026, 10, 21, 10, seq)).toISOString(),
    ...more,
  };
}

export function viewOf(entries: Entry[], more: Partial<DialogView> = {}): DialogView {
  const lastSeq = Math.max(0, ...entries.map(({ seq = 0 }) => seq));
  return { ...emptyView(1), loaded: true, entries, lastSeq, knownSeq: lastSeq, ...more };
}

export const dialog = (id: number, more: Partial<Dialog> = {}): Dialog => ({
  id,
  state: 'assistant',
  last_seq: 1,
  unread: 0,
  read: { user: 1, manager: 0 },
  delivered: { user: 1, manager: 0 },
  opened_at: '2026-11-21T10:00:00.000Z',
  updated_at: `2026-11-21T10:0${id}:00.000Z`,
  ...more,
});
