import { Archive, CloudOff, Coffee, Inbox, SearchX, Sparkles } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { explain } from '@/lib/api';
import type { View } from '@/lib/views';
import styles from './list-states.module.css';

const EMPTY: Record<View, { icon: ReactNode; title: string; words: string }> = {
  mine: {
    icon: <Inbox />,
    title: 'You hold no dialog',
    words: 'Take one over with T, and it stands here until you close it.',
  },
  waiting: {
    icon: <Coffee />,
    title: 'Nobody waits',
    words: 'Everyone who asked for a person has one. New ones appear here with a sound.',
  },
  assistant: {
    icon: <Sparkles />,
    title: 'The AI is idle',
    words: 'Dialogs that the assistant answers show up here as they happen.',
  },
  all: {
    icon: <Inbox />,
    title: 'No dialogs yet',
    words: 'The first one appears the moment a visitor writes.',
  },
  closed: {
    icon: <Archive />,
    title: 'Nothing closed yet',
    words: 'Closed dialogs are kept here and can be reopened.',
  },
};

export function ListEmpty({ view, search }: { view: View; search: string }) {
  if (search !== '') {
    return (
      <EmptyState icon={<SearchX />} title="Nothing found">
        No dialog here mentions “{search}”.
      </EmptyState>
    );
  }
  const { icon, title, words } = EMPTY[view];
  return (
    <EmptyState icon={icon} title={title}>
      {words}
    </EmptyState>
  );
}

export function ListFailed({ error, retry }: { error: unknown; retry: () => void }) {
  return (
    <EmptyState
      icon={<CloudOff />}
      title="The list did not load"
      action={<Button onClick={retry}>Try again</Button>}
    >
      {explain(error)}
    </EmptyState>
  );
}

export function ListLoading() {
  return (
    <div className={styles.skeleton} aria-hidden="true">
      {[82, 64, 74, 58, 70, 62].map((width) => (
        <div key={width} className={styles.line} style={{ '--width': `${width}%` } as React.CSSProperties} />
      ))}
    </div>
  );
}
