import { Avatar } from '../chat/avatar';
import { t } from '../i18n/texts';
import { Icon } from '../icons/icon';
import { countUnread } from '../session/unread';
import { useChat, useChatState } from './chat-context';

/** Says who speaks: the AI or a person, by name. */
function Speaker() {
  const { config, view } = useChatState();
  const person = view?.state === 'operator' ? view.manager : undefined;
  const name = person?.name ?? config?.assistant.name ?? '';
  const kind = person ? 'person' : 'ai';
  return (
    <div class="who">
      <Avatar
        kind={kind}
        name={name}
        url={person?.avatar_url ?? (person ? undefined : config?.assistant.avatar_url)}
      />
      <div class="who-text">
        <h1 dir="auto">{name}</h1>
        <p>{view?.state === 'queued' ? t.queuedTitle : person ? t.person : t.aiAssistant}</p>
      </div>
    </div>
  );
}

export function Header() {
  const chat = useChat();
  const { screen, inline, dialogs, view, starting, config } = useChatState();
  const elsewhere = countUnread(
    dialogs.filter(({ id }) => id !== view?.dialogId),
    undefined,
  );
  const hasList = dialogs.length > 0 || starting !== undefined;
  const listLabel = elsewhere > 0 ? `${t.allDialogs}, ${t.unread(elsewhere)}` : t.allDialogs;
  return (
    <header class="header">
      {screen === 'list' ? (
        <>
          <button type="button" class="round" aria-label={t.back} onClick={() => chat.select(view?.dialogId)}>
            <Icon name="back" />
          </button>
          <h1 class="header-title">{t.allDialogs}</h1>
        </>
      ) : (
        <>
          {hasList ? (
            <button type="button" class="round" aria-label={listLabel} onClick={chat.showList}>
              <Icon name="list" />
              {elsewhere > 0 ? <span class="dot" /> : null}
            </button>
          ) : null}
          {config ? <Speaker /> : <div class="who" />}
        </>
      )}
      {inline ? null : (
        <button type="button" class="round" aria-label={t.close} onClick={chat.close}>
          <Icon name="close" />
        </button>
      )}
    </header>
  );
}
