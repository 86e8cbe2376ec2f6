import { useChat, useChatState } from '../app/chat-context';
import { t } from '../i18n/texts';
import { Icon } from '../icons/icon';

/** Always in reach while the AI has the dialog; `offer` is the clear one below an answer that did not help. */
export function TalkToPerson({ offer = false }: { offer?: boolean }) {
  const chat = useChat();
  const { asking, view } = useChatState();
  const reachable = view === undefined || view.state === 'assistant' || view.state === 'closed';
  if (!reachable) return null;
  const button = (
    <button
      type="button"
      class={offer ? 'person-offer' : 'person-link'}
      aria-disabled={asking}
      onClick={() => void chat.askForPerson()}
    >
      <Icon name="person" size={18} />
      {asking ? t.asking : t.talkToPerson}
    </button>
  );
  if (!offer) return button;
  return (
    <div class="offer">
      <p>{t.unanswered}</p>
      {button}
    </div>
  );
}
