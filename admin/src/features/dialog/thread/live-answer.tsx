import type { GenerationView } from 'tandem-client';
import { GrowingMarkdown } from '@/components/markdown/growing-markdown';
import { AssistantAvatar } from '@/components/ui/avatar';
import { Badge } from '@/components/ui/badge';
import styles from './message.module.css';

/** What the AI is writing at this moment, word by word. */
export function LiveAnswer({ generation }: { generation: GenerationView }) {
  return (
    <article className={styles.message} data-look="assistant" data-first="true">
      <span className={styles.face}>
        <AssistantAvatar />
      </span>
      <div className={styles.body}>
        <p className={styles.author}>
          <Badge tone="ai" busy>
            {generation.text === '' ? 'AI is thinking' : 'AI is writing'}
            {generation.attempt > 1 && ` · try ${generation.attempt}`}
          </Badge>
        </p>
        {generation.text !== '' && (
          <div className={styles.bubble} dir="auto">
            <GrowingMarkdown text={generation.text} />
          </div>
        )}
      </div>
    </article>
  );
}
