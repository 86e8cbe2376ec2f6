import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Badge, type Tone } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { explain } from '@/lib/api';
import { useMe } from '@/lib/live-context';
import { mayManage } from '@/lib/policies';
import { say } from '@/lib/toasts';
import type { Assistant, EmbeddingState, EmbeddingStatus } from '@/lib/wire';
import styles from './embeddings.module.css';
import { draftOf, embeddingsOf } from './embeddings-draft';
import { EmbeddingsForm } from './embeddings-form';
import { embeddingsQuery } from './queries';
import { TurnOff } from './turn-off';
import { useSaving } from './use-saving';
import { progressWords, troubleWords } from './words';

const STATES: Record<EmbeddingState, { words: string; tone: Tone }> = {
  working: { words: 'Working', tone: 'accent' },
  ready: { words: 'On', tone: 'mine' },
  waiting: { words: 'Waiting', tone: 'waiting' },
  stopped: { words: 'Stopped', tone: 'danger' },
};

/** Whether the articles are found by what they mean, who makes that possible, and how far it is. */
export function Embeddings({ assistant }: { assistant: Assistant }) {
  const may = mayManage(useMe());
  const [open, setOpen] = useState<'form' | 'turn-off'>();
  const saving = useSaving(assistant.id);
  const on = assistant.embeddings ?? undefined;
  const { data: status, error } = useQuery({ ...embeddingsQuery(assistant.id), enabled: on !== undefined });
  // Whoever cannot turn it on need not know of it.
  if (!on && !may) return null;

  const save = (embeddings: Parameters<typeof saving.mutate>[0], done: string) =>
    saving.mutate(embeddings, {
      onSuccess: () => say(done),
      onError: (refused) => say(explain(refused), 'danger'),
    });

  return (
    <section className={styles.card} aria-labelledby="search-by-meaning">
      <div className={styles.words}>
        <div className={styles.name}>
          <h2 id="search-by-meaning">Search by meaning</h2>
          <State status={on && status} on={on !== undefined} />
        </div>
        {on ? (
          <>
            <p className={styles.about}>
              {status ? progressWords(status) : error ? explain(error) : 'One moment …'}
            </p>
            <p className={styles.about}>
              Model <bdi>{on.model}</bdi>
            </p>
          </>
        ) : (
          <p className={styles.about}>
            Finds articles by what a question means, in whatever words. For that, the text of the articles and
            of every question is sent to a provider that you choose.
          </p>
        )}
        {on && status?.error && <p className={styles[status.state]}>{troubleWords(status, Date.now())}</p>}
      </div>
      {may && (
        <div className={styles.buttons}>
          {on && status?.state === 'stopped' && (
            <Button
              disabled={saving.isPending}
              onClick={() => save(embeddingsOf(draftOf(on)).embeddings, 'Tried again.')}
            >
              Try again
            </Button>
          )}
          <Button onClick={() => setOpen('form')}>{on ? 'Change' : 'Turn on'}</Button>
          {on && (
            <Button look="quiet" disabled={saving.isPending} onClick={() => setOpen('turn-off')}>
              Turn off
            </Button>
          )}
        </div>
      )}
      {open === 'form' && <EmbeddingsForm assistant={assistant} onClose={() => setOpen(undefined)} />}
      {open === 'turn-off' && (
        <TurnOff
          confirm={() => save(null, 'Turned off. Articles are found by their words.')}
          onClose={() => setOpen(undefined)}
        />
      )}
    </section>
  );
}

function State({ status, on }: { status: EmbeddingStatus | undefined; on: boolean }) {
  if (!on) return <Badge>Off</Badge>;
  if (!status) return null;
  const { words, tone } = STATES[status.state];
  return (
    <Badge tone={tone} busy={status.state === 'working'}>
      {words}
    </Badge>
  );
}
