import { useQuery } from '@tanstack/react-query';
import { ChevronLeft, SearchX } from 'lucide-react';
import { Link } from 'wouter';
import { EmptyState } from '@/components/ui/empty-state';
import { explain } from '@/lib/api';
import { AssistantTabs, TABS } from './assistant-tabs';
import { EngineForm } from './engine/engine-form';
import { Install } from './install';
import { Knowledge } from './knowledge';
import page from './page.module.css';
import { assistantQuery } from './queries';
import { Questions } from './questions/questions';
import { ReplayBench } from './replay/replay-bench';
import { SettingsForm } from './settings-form';
import { Sources } from './sources/sources';

interface Props {
  id: string;
  tab: string;
  article: string | undefined;
}

export function AssistantPage({ id, tab, article }: Props) {
  const { data: assistant, error } = useQuery(assistantQuery(id));
  if (error) {
    return (
      <EmptyState
        icon={<SearchX />}
        title="There is no such assistant"
        action={<Link href="/assistants">All assistants</Link>}
      >
        {explain(error)}
      </EmptyState>
    );
  }
  if (!assistant) return null;

  return (
    <div className={page.page}>
      <Link href="/assistants" className={page.back}>
        <ChevronLeft /> Assistants
      </Link>
      <header className={page.head}>
        <div>
          <h1 className={page.title}>{assistant.name}</h1>
        </div>
      </header>
      <AssistantTabs assistant={id} name={assistant.name} tab={tab} />
      {tab === 'knowledge' && <Knowledge assistant={assistant} article={article} />}
      {tab === 'sources' && <Sources assistant={assistant} />}
      {tab === 'questions' && <Questions assistant={assistant} />}
      {tab === 'engine' && <EngineForm assistant={assistant} />}
      {tab === 'replay' && <ReplayBench assistant={assistant} />}
      {tab === 'settings' && <SettingsForm assistant={assistant} />}
      {tab === 'install' && <Install assistant={assistant} />}
      {!(tab in TABS) && (
        <EmptyState icon={<SearchX />} title="There is no such page">
          An assistant has the pages above.
        </EmptyState>
      )}
    </div>
  );
}
