import type { DialogView, MessageMeta } from 'tandem-client';
import { useChat, useChatState } from '../app/chat-context';
import { LazyBackAt } from '../app/lazy';
import { t } from '../i18n/texts';
import { Icon } from '../icons/icon';

/** Whether the assistant has had its say. What is not loaded was said before, by both sides. */
const hasAnswered = (view: DialogView | undefined): boolean | undefined =>
  view?.moreBefore || view?.entries.some(({ sender }) => sender === 'assistant');

/** The number of the latest word, if with it the assistant says itself that it does not know. */
export function unansweredIn(view: DialogView | undefined): number | undefined {
  const last = view?.entries.findLast(({ sender, kind }) => sender !== 'system' && kind !== 'note');
  return view?.state === 'assistant' && last?.meta?.answered === false ? last.seq : 0;
}

/** In reach while the AI has the dialog, or from its first answer on; `offer` is the clear one below an answer that did not help, or below one to the wish for a person. */
export function TalkToPerson({ offer }: { offer?: MessageMeta | undefined }) {
  const chat = useChat();
  const { asking, view, config } = useChatState();
  const reachable = !view || view.state === 'assistant' || view.state === 'closed';
  if (!offer && unansweredIn(view)) return null;
  if (reachable && config?.may_ask_person === false) return <LazyBackAt />;
  if (!reachable || (config?.offer_person === false && !hasAnswered(view))) return null;
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
      {offer.asked_for_person || <p>{t.unanswered}</p>}
      {button}
    </div>
  );
}
