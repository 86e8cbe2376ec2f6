import { Lock } from 'lucide-react';
import { memo } from 'react';
import type { Entry, OperatorDialog } from 'tandem-client';
import { useStore } from 'zustand';
import { Citations } from '@/components/citations';
import { Markdown } from '@/components/markdown/markdown';
import { AssistantAvatar, Avatar } from '@/components/ui/avatar';
import { classes } from '@/components/ui/classes';
import { ownNameOf } from '@/lib/names';
import { mayEdit } from '@/lib/policies';
import { clockTime, fullTime } from '@/lib/time';
import type { Contact, Operator } from '@/lib/wire';
import { Delivery } from './delivery';
import { editing } from './editing';
import styles from './message.module.css';
import { MessageEditor } from './message-editor';
import { MessageMenu } from './message-menu';
import { RecordButton } from './record-button';

interface Props {
  entry: Entry;
  first: boolean;
  last: boolean;
  visitor: string;
  contact: Contact | undefined;
  me: Operator;
  dialog: OperatorDialog | undefined;
}

export const Message = memo(function Message({ entry, first, last, visitor, contact, me, dialog }: Props) {
  const author = authorOf(entry, visitor, me.id);
  const edited = useStore(editing, ({ id }) => id !== undefined && id === entry.id && mayEdit(me, entry));
  const look = entry.kind === 'note' ? 'note' : entry.sender;
  return (
    <article className={styles.message} data-look={look} data-first={first}>
      <span className={styles.face}>
        {last &&
          (entry.sender === 'assistant' ? (
            <AssistantAvatar />
          ) : (
            <Face entry={entry} contact={contact} me={me} />
          ))}
      </span>
      <div className={styles.body}>
        {first && (
          <p className={styles.author}>
            {entry.kind === 'note' && <Lock />}
            {author}
            {entry.kind === 'note' && ' · note, only your team sees it'}
          </p>
        )}
        {edited && dialog ? (
          <MessageEditor entry={entry} dialog={dialog} />
        ) : (
          <div className={styles.said}>
            <Words entry={entry} />
            <MessageMenu entry={entry} me={me} dialog={dialog} />
            {entry.generationId !== undefined && !entry.deleted && (
              <RecordButton generation={entry.generationId} />
            )}
          </div>
        )}
        {entry.citations && entry.citations.length > 0 && <Citations citations={entry.citations} />}
        {(last || entry.edited || entry.delivery === 'failed') && (
          <p className={styles.foot}>
            {entry.meta?.answered === false && !entry.meta.asked_for_person && <span>Did not know · </span>}
            <time dateTime={entry.timestamp}>{clockTime(entry.timestamp)}</time>
            {entry.edited && !entry.deleted && <span> · edited</span>}
            {!entry.deleted && <Delivery entry={entry} dialog={dialog} />}
          </p>
        )}
      </div>
    </article>
  );
});

function Words({ entry }: { entry: Entry }) {
  if (entry.deleted) {
    const what = entry.kind === 'note' ? 'note' : 'message';
    return (
      <p className={classes(styles.bubble, styles.gone)} data-gone>
        This {what} was deleted
      </p>
    );
  }
  return (
    <div className={styles.bubble} title={fullTime(entry.timestamp)} dir="auto">
      {entry.sender === 'user' ? (
        // A stranger's words are never read as Markdown.
        <p className={styles.plain}>{entry.text}</p>
      ) : (
        <Markdown text={entry.text} />
      )}
    </div>
  );
}

function authorOf(entry: Entry, visitor: string, me: number): string {
  if (entry.sender === 'user') return visitor;
  if (entry.sender === 'assistant') return entry.author?.name ? `${entry.author.name} · AI` : 'AI';
  if (entry.author === undefined || entry.author.id === me) return 'You';
  return entry.author.name;
}

function Face({ entry, contact, me }: Pick<Props, 'entry' | 'contact' | 'me'>) {
  if (entry.sender === 'user') return <Avatar name={contact && ownNameOf(contact)} seed={contact?.id ?? 0} />;
  return <Avatar name={entry.author?.name ?? me.name} seed={entry.author?.id ?? me.id} />;
}
