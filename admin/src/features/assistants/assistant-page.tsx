import { useQuery } from '@tanstack/react-query';
import { ChevronLeft, SearchX } from 'lucide-react';
import { Link } from 'wouter';
import { EmptyState } from '@/components/ui/empty-state';
import { explain } from '@/lib/api';
import { EngineForm } from './engine/engine-form';
import { Install } from './install';
import { Knowledge } from './knowledge';
import page from './page.module.css';
import { assistantQuery } from './queries';
import { OpenQuestions } from './questions/open-questions';
import { Questions } from './questions/questions';
import { ReplayBench } from './replay/replay-bench';
import { SettingsForm } from './settings-form';
import { Sources } from './sources/sources';

const TABS = {
  knowledge: 'Knowledge',
  sources: 'Sources',
  questions: 'Unanswered',
  engine: 'Engine',
  replay: 'Replay',
  settings: 'Settings',
  install: 'Install',
} as const;

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
      <nav className={page.tabs} aria-label={`Pages of ${assistant.name}`}>
        {Object.entries(TABS).map(([name, title]) => (
          <Link
            key={name}
            href={`/assistants/${id}/${name}`}
            className={page.tab}
            aria-current={name === tab ? 'page' : undefined}
            // On a phone the row is longer than the screen.
            ref={(link) => {
              if (link && name === tab) link.scrollIntoView({ block: 'nearest', inline: 'center' });
            }}
          >
            {title}
            {name === 'questions' && <OpenQuestions assistant={id} />}
          </Link>
        ))}
      </nav>
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
