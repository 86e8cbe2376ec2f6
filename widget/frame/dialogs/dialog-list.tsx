import type { Dialog } from 'tandem-client';
import { useChat, useChatState } from '../app/chat-context';
import { Avatar } from '../chat/avatar';
import { shortTime } from '../i18n/dates';
import { t } from '../i18n/texts';
import { late } from '../i18n/texts-late';
import { Icon } from '../icons/icon';
import { spoken } from '../markdown/spoken';
import { adopt } from '../theme/adopt';
import styles from './dialog-list.css?inline';

adopt(styles);

interface RowProps {
  dialog: Dialog;
  current: boolean;
}

function Row({ dialog, current }: RowProps) {
  const chat = useChat();
  const { config, locale } = useChatState();
  const { id, state, manager, last_message: last, unread, updated_at: at } = dialog;
  const name = manager?.name ?? config?.assistant.name ?? '';
  const words = last && (last.sender === 'user' ? `${t.you}: ${last.text}` : spoken(last.text));
  return (
    <li>
      <button
        type="button"
        class={`row ${unread > 0 ? 'row-unread' : ''}`}
        aria-current={current ? 'true' : undefined}
        onClick={() => chat.select(id)}
      >
        <Avatar kind={manager ? 'person' : 'ai'} name={name} url={manager?.avatar_url} />
        <span class="row-text">
          <span class="row-top">
            <strong dir="auto">{name}</strong>
            <time dateTime={at}>{shortTime(at, locale)}</time>
          </span>
          <span class="row-last" dir="auto">
            {words ?? late.noMessages}
          </span>
          <span class={`row-state row-${state}`}>{late.states[state]}</span>
        </span>
        {unread > 0 ? (
          <span class="row-count">
            {unread}
            <span class="quiet"> {t.unread(unread)}</span>
          </span>
        ) : null}
      </button>
    </li>
  );
}

export function DialogList() {
  const chat = useChat();
  const { dialogs, dialogId } = useChatState();
  const newestFirst = dialogs.toSorted((a, b) => b.updated_at.localeCompare(a.updated_at));
  return (
    <div class="dialogs">
      {newestFirst.length === 0 ? <p class="dialogs-empty">{late.dialogsEmpty}</p> : null}
      <ul class="rows" aria-label={t.allDialogs}>
        {newestFirst.map((dialog) => (
          <Row key={dialog.id} dialog={dialog} current={dialog.id === dialogId} />
        ))}
      </ul>
      <button type="button" class="new-dialog" onClick={() => chat.select(undefined)}>
        <Icon name="plus" />
        {late.newDialog}
      </button>
    </div>
  );
}
