import { useEffect, useRef } from 'react';
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

/** The pages of an assistant. On a phone the row is longer than the screen, and the page that is open stays in view. */
export function AssistantTabs({ assistant, name, tab }: Props) {
  const row = useRef<HTMLElement>(null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another tab is another link to keep in view
  useEffect(() => {
    const nav = row.current;
    if (!nav) return;
    // Also when a count beside a name comes late and moves what is behind it.
    const observer = new ResizeObserver(() => showCurrent(nav));
    for (const element of [nav, ...nav.children]) observer.observe(element);
    return () => observer.disconnect();
  }, [tab]);

  return (
    <nav ref={row} className={page.tabs} aria-label={`Pages of ${name}`}>
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

/** Sideways only: the page around it stays where it was scrolled to. */
function showCurrent(nav: HTMLElement): void {
  const link = nav.querySelector('[aria-current]');
  if (!link) return;
  const [inside, around] = [link.getBoundingClientRect(), nav.getBoundingClientRect()];
  nav.scrollLeft += (inside.left + inside.right - around.left - around.right) / 2;
}
