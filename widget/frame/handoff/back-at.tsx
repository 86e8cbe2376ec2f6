import { useEffect } from 'preact/hooks';
import { useChat, useChatState } from '../app/chat-context';
import { late } from '../i18n/texts-late';

/** The longest that a timer can wait. */
const LONGEST_MS = 2 ** 31 - 1;

/** When people are back, by the visitor's own clock. Once they are, the way to them is open again. */
export function BackAt() {
  const { store } = useChat();
  const { config, locale } = useChatState();
  const opens = config?.hours?.opens_at;

  useEffect(() => {
    if (!config || !opens) return;
    const again = () => store.set({ config: { ...config, hours: { open: true }, may_ask_person: true } });
    const timer = setTimeout(again, Math.min(Math.max(Date.parse(opens) - Date.now(), 0), LONGEST_MS));
    return () => clearTimeout(timer);
  }, [config, opens, store]);

  return <span class="next-more">{opens ? late.backAt(day(opens, locale)) : late.away}</span>;
}

function day(opens: string, locale: string): string {
  const at = new Date(opens);
  // Within a week the weekday says enough.
  const soon = at.getTime() - Date.now() < 6 * 86_400_000;
  const shown: Intl.DateTimeFormatOptions = soon
    ? { weekday: 'long', hour: '2-digit', minute: '2-digit' }
    : { weekday: 'long', day: 'numeric', month: 'long', hour: '2-digit', minute: '2-digit' };
  try {
    return at.toLocaleString(locale, shown);
  } catch {
    return at.toLocaleString(undefined, shown);
  }
}
