import { Archive, CircleAlert, Hand, RotateCcw, Sparkles, UserRound } from 'lucide-react';
import { memo, type ReactNode } from 'react';
import type { Entry } from 'tandem-client';
import { clockTime } from '@/lib/time';
import styles from './system-line.module.css';
import { systemText } from './system-text';

const ICONS: Record<string, ReactNode> = {
  handoff_requested: <Hand />,
  handoff_started: <UserRound />,
  handoff_ended: <Sparkles />,
  dialog_closed: <Archive />,
  dialog_reopened: <RotateCcw />,
  assistant_failed: <CircleAlert />,
  generation_failed: <CircleAlert />,
};

interface Props {
  entry: Entry;
  visitor: string;
  me: number;
}

export const SystemLine = memo(function SystemLine({ entry, visitor, me }: Props) {
  const code = String(entry.meta?.code ?? '');
  return (
    <p className={styles.line} data-code={code}>
      {ICONS[code]}
      <span>{systemText(entry, visitor, me)}</span>
      <time dateTime={entry.timestamp}>{clockTime(entry.timestamp)}</time>
    </p>
  );
});
