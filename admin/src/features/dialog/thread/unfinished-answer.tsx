import type { Entry, OperatorDialog } from 'tandem-client';
import { Markdown } from '@/components/markdown/markdown';
import { AssistantAvatar } from '@/components/ui/avatar';
import type { Operator } from '@/lib/wire';
import styles from './message.module.css';
import { MessageMenu } from './message-menu';

interface Props {
  text: string;
  /** The entry that tells of the failure: who removes it takes these words away, too. */
  entry: Entry;
  me: Operator;
  dialog: OperatorDialog | undefined;
}

/** What stays on the visitor's screen of an answer that broke: whoever goes on from there has to know it. */
export function UnfinishedAnswer({ text, entry, me, dialog }: Props) {
  return (
    <article className={styles.message} data-look="assistant" data-first="true">
      <span className={styles.face}>
        <AssistantAvatar />
      </span>
      <div className={styles.body}>
        <p className={styles.author}>AI</p>
        <div className={styles.said}>
          <div className={styles.bubble} dir="auto">
            <Markdown text={text} />
          </div>
          <MessageMenu entry={entry} me={me} dialog={dialog} />
        </div>
        <p className={styles.foot}>unfinished · the visitor can read it</p>
      </div>
    </article>
  );
}
