import { useQuery } from '@tanstack/react-query';
import { ChevronRight, CloudOff, Plus, Sparkles } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'wouter';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { explain } from '@/lib/api';
import { useMe } from '@/lib/live-context';
import { mayManage } from '@/lib/policies';
import type { Assistant } from '@/lib/wire';
import styles from './assistant-list.module.css';
import { textOn } from './colour';
import { NewAssistant } from './new-assistant';
import page from './page.module.css';
import { assistantsQuery } from './queries';

export function AssistantList() {
  const me = useMe();
  const list = useQuery(assistantsQuery);
  const [making, setMaking] = useState(false);
  const make = mayManage(me) && (
    <Button look="primary" icon={<Plus />} onClick={() => setMaking(true)}>
      New assistant
    </Button>
  );

  return (
    <div className={page.page}>
      <header className={page.head}>
        <div>
          <h1 className={page.title}>Assistants</h1>
          <p className={page.lead}>
            Each answers from its own articles, on the pages that carry its snippet.
          </p>
        </div>
        {list.data && list.data.items.length > 0 && make}
      </header>
      {list.isError && (
        <EmptyState icon={<CloudOff />} title="The list did not load">
          {explain(list.error)}
        </EmptyState>
      )}
      {list.data?.items.length === 0 && (
        <EmptyState icon={<Sparkles />} title="No assistant yet" action={make}>
          Give it a name, paste a few help articles, copy its snippet into your page: it answers from then on.
        </EmptyState>
      )}
      <ul className={styles.cards}>
        {list.data?.items.map((assistant) => (
          <li key={assistant.id}>
            <Card assistant={assistant} />
          </li>
        ))}
      </ul>
      {making && <NewAssistant onClose={() => setMaking(false)} />}
    </div>
  );
}

function Card({ assistant }: { assistant: Assistant }) {
  const origins = assistant.allowed_origins;
  return (
    <Link href={`/assistants/${assistant.id}`} className={styles.card}>
      <span className={styles.face} style={{ background: assistant.color, color: textOn(assistant.color) }}>
        <Sparkles />
      </span>
      <span className={styles.words}>
        <strong className={styles.name}>{assistant.name}</strong>
        <span className={styles.about}>
          {origins.length === 0 ? 'Only on this server’s own pages' : origins.map(hostOf).join(', ')}
        </span>
      </span>
      <ChevronRight className={styles.arrow} />
    </Link>
  );
}

const hostOf = (origin: string) => origin.replace(/^https?:\/\//, '');
