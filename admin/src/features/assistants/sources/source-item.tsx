import { useMutation, useQueryClient } from '@tanstack/react-query';
import { FileText, Globe, Map as MapIcon, RefreshCw, Trash2 } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { Badge, type Tone } from '@/components/ui/badge';
import { IconButton } from '@/components/ui/button';
import { explain } from '@/lib/api';
import { keys } from '@/lib/query-keys';
import { ago, fullTime, useNow } from '@/lib/time';
import { say } from '@/lib/toasts';
import type { Source, SourceKind, SourceState } from '@/lib/wire';
import { withoutScheme } from './addresses';
import { DeleteSource } from './delete-source';
import { deleteSource, isRunning, refreshSource } from './queries';
import { because } from './reasons';
import { SourcePages } from './source-pages';
import styles from './sources.module.css';

const ICONS: Record<SourceKind, ReactNode> = { url: <Globe />, sitemap: <MapIcon />, file: <FileText /> };

const STATES: Record<SourceState, { words: string; tone: Tone }> = {
  pending: { words: 'Waiting', tone: 'neutral' },
  running: { words: 'Reading', tone: 'accent' },
  done: { words: 'Read', tone: 'mine' },
  failed: { words: 'Failed', tone: 'danger' },
};

interface Props {
  assistant: string;
  source: Source;
  may: boolean;
}

export function SourceItem({ assistant, source, may }: Props) {
  const client = useQueryClient();
  const now = useNow();
  const [open, setOpen] = useState(false);
  const [deleting, setDeleting] = useState(false);
  const running = isRunning(source);
  const state = STATES[source.state];

  const settle = () => {
    void client.invalidateQueries({ queryKey: keys.sources(assistant) });
    void client.invalidateQueries({ queryKey: keys.articles(assistant) });
  };
  const onError = (error: unknown) => say(explain(error), 'danger');
  const refreshing = useMutation({
    mutationFn: () => refreshSource(assistant, source.id),
    onSuccess: settle,
    onError,
  });
  const removing = useMutation({
    mutationFn: (articles: 'keep' | 'delete') => deleteSource(assistant, source.id, articles),
    onSuccess: settle,
    onError,
  });

  return (
    <div className={styles.source}>
      <span className={styles.kind}>{ICONS[source.kind]}</span>
      <div className={styles.words}>
        <p className={styles.name}>
          <strong dir="ltr" title={source.urls.join('\n')}>
            {withoutScheme(source.name)}
          </strong>
          <Badge tone={state.tone} busy={running}>
            {state.words}
          </Badge>
        </p>
        <p className={styles.about}>
          {figures(source)}
          {source.last_run_at && !running && (
            <time dateTime={source.last_run_at} title={fullTime(source.last_run_at)}>
              {' · '}
              {`read ${ago(source.last_run_at, now)}`}
            </time>
          )}
        </p>
        {source.state === 'failed' && (
          <p className={styles.failed}>Nothing was read: {because(source.reason)}.</p>
        )}
        {source.state === 'done' && source.pages.failed > 0 && (
          <p className={styles.failed}>
            {source.pages.failed} {source.pages.failed === 1 ? 'page' : 'pages'} could not be read.
          </p>
        )}
        {source.pages.found > 0 && source.kind !== 'file' && (
          <button type="button" className={styles.more} aria-expanded={open} onClick={() => setOpen(!open)}>
            {open ? 'Hide the pages' : 'Show the pages'}
          </button>
        )}
      </div>
      {may && (
        <span className={styles.buttons}>
          {source.kind !== 'file' && (
            <IconButton
              label={`Read ${source.name} again`}
              disabled={running || refreshing.isPending}
              onClick={() => refreshing.mutate()}
            >
              <RefreshCw />
            </IconButton>
          )}
          <IconButton label={`Delete ${source.name}`} onClick={() => setDeleting(true)}>
            <Trash2 />
          </IconButton>
        </span>
      )}
      {open && <SourcePages assistant={assistant} source={source} />}
      {deleting && (
        <DeleteSource
          source={source}
          remove={(articles) => removing.mutate(articles)}
          onClose={() => setDeleting(false)}
        />
      )}
    </div>
  );
}

function figures({ pages, state }: Source): string {
  const articles = pages.imported + pages.edited;
  if (state === 'pending' && pages.found === 0) return 'Its turn comes in a moment';
  if (state === 'pending' || state === 'running')
    return `${pages.found - pages.pending} of ${pages.found} pages looked at`;
  const parts = [`${articles} ${articles === 1 ? 'article' : 'articles'}`];
  if (pages.edited > 0) parts.push(`${pages.edited} changed by hand`);
  if (pages.gone > 0) parts.push(`${pages.gone} gone`);
  return parts.join(' · ');
}
