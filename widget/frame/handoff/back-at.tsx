import { useEffect } from 'preact/hooks';
import { useChat, useChatState } from '../app/chat-context';
import { late } from '../i18n/texts-late';
import { adopt } from '../theme/adopt';
import styles from './back-at.css?inline';

adopt(styles);

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

  return <span class="next-more back-at">{opens ? sentence(opens, locale) : late.away}</span>;
}

function sentence(opens: string, locale: string): string {
  const at = new Date(opens);
  // Within a week the weekday says enough.
  const soon = at.getTime() - Date.now() < 6 * 86_400_000;
  const day: Intl.DateTimeFormatOptions = soon
    ? { weekday: 'long' }
    : { weekday: 'long', day: 'numeric', month: 'long' };
  const time: Intl.DateTimeFormatOptions = { hour: '2-digit', minute: '2-digit' };
  const shown = (known?: string) =>
    late.backAt(at.toLocaleDateString(known, day), at.toLocaleTimeString(known, time));
  try {
    return shown(locale);
  } catch {
    // What the page calls its language is none.
    return shown();
  }
}
