import { Link } from 'wouter';
import page from './page.module.css';
import { OpenQuestions } from './questions/open-questions';

export const TABS = {
  knowledge: 'Knowledge',
  sources: 'Sources',
  questions: 'Unanswered',
  engine: 'Engine',
  replay: 'Replay',
  settings: 'Settings',
  install: 'Install',
} as const;

interface Props {
  assistant: string;
  name: string;
  tab: string;
}

/** The pages of an assistant. */
export function AssistantTabs({ assistant, name, tab }: Props) {
  return (
    <nav className={page.tabs} aria-label={`Pages of ${name}`}>
      {Object.entries(TABS).map(([path, title]) => (
        <Link
          key={path}
          href={`/assistants/${assistant}/${path}`}
          className={page.tab}
          aria-current={path === tab ? 'page' : undefined}
        >
          {title}
          {path === 'questions' && <OpenQuestions assistant={assistant} />}
        </Link>
      ))}
    </nav>
  );
}
