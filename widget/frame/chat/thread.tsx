import { useChat, useChatState } from '../app/chat-context';
import { LazyClosed } from '../app/lazy';
import { useOnline } from '../app/use-online';
import { unansweredIn } from '../handoff/talk-to-person';
import { dayName } from '../i18n/dates';
import { t } from '../i18n/texts';
import { Icon } from '../icons/icon';
import { Welcome } from '../welcome/welcome';
import { itemsOf } from './items';
import { MessageGroup } from './message-group';
import { SystemLine } from './system-line';
import { Typing, writerOf } from './typing';
import { useLines } from './use-lines';
import { useScroll } from './use-scroll';

export function Thread() {
  const chat = useChat();
  const { view, starting, config, locale, dialogId } = useChatState();
  const offline = !useOnline();
  const lines = useLines(view, starting);
  const assistant = config?.assistant ?? { name: t.aiAssistant };
  const lastOwn = lines.findLast(({ sender }) => sender === 'user')?.key;
  const { log, behind, toEnd } = useScroll(lines[0]?.key, lastOwn, dialogId);
  const writer = writerOf(view, assistant);
  const shared = { assistant, manager: view?.manager, locale, offline, lastOwn };
  const unanswered = unansweredIn(view);
  const isNew = dialogId === undefined && !starting;
  return (
    <div class="thread">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it */}
      <div class="log" role="log" aria-live="off" aria-label={t.thread} tabIndex={0} ref={log}>
        <div class="log-content">
          {isNew ? <Welcome /> : null}
          {view?.moreBefore ? (
            <button type="button" class="earlier" onClick={() => void chat.loadEarlier()}>
              {t.earlier}
            </button>
          ) : null}
          {itemsOf(lines).map((item) => {
            if (item.type === 'day')
              return (
                <p key={item.key} class="day">
                  {dayName(item.timestamp, locale)}
                </p>
              );
            if (item.type === 'system')
              return <SystemLine key={item.key} entry={item.entry} locale={locale} />;
            return <MessageGroup key={item.key} group={item} unanswered={unanswered} {...shared} />;
          })}
          {writer ? <Typing {...writer} /> : null}
          {view?.state === 'closed' ? <LazyClosed /> : null}
        </div>
      </div>
      {behind && !isNew ? (
        <button type="button" class="to-end" aria-label={t.newMessages} onClick={toEnd}>
          <Icon name="down" />
        </button>
      ) : null}
    </div>
  );
}
