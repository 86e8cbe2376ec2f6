/** The part of a message that is read here. */
export interface Said {
  type?: string;
  sender?: string;
  text?: string;
  note?: boolean;
}

/** What operators said after the question was asked, up to the visitor's next word after that. Never a note. */
export function answerIn(history: readonly Said[], question: string): string {
  const messages = history.filter(({ type, note }) => (type ?? 'message') === 'message' && !note);
  const asked = messages.findLastIndex(({ sender, text }) => sender === 'user' && same(text, question));
  if (asked === -1) return '';
  const after = messages.slice(asked + 1);
  const first = after.findIndex(({ sender }) => sender === 'manager');
  if (first === -1) return '';
  const end = after.findIndex(({ sender }, index) => index > first && sender === 'user');
  return after
    .slice(first, end === -1 ? undefined : end)
    .filter(({ sender }) => sender === 'manager')
    .map(({ text }) => text?.trim())
    .filter(Boolean)
    .join('\n\n');
}

const same = (text: string | undefined, question: string) => plain(text ?? '') === plain(question);
const plain = (text: string) => text.trim().replace(/\s+/g, ' ').toLowerCase();
