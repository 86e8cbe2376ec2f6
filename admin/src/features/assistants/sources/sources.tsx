import { useQuery } from '@tanstack/react-query';
import { CloudOff, Globe, Map as MapIcon } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { explain } from '@/lib/api';
import { useMe } from '@/lib/live-context';
import { mayManage } from '@/lib/policies';
import type { Assistant } from '@/lib/wire';
import page from '../page.module.css';
import { DropZone } from './drop-zone';
import { NewSource } from './new-source';
import { sourcesQuery } from './queries';
import { SourceItem } from './source-item';
import styles from './sources.module.css';

/** Pages and files that become articles by themselves. */
export function Sources({ assistant }: { assistant: Assistant }) {
  const may = mayManage(useMe());
  const list = useQuery(sourcesQuery(assistant.id));
  const [making, setMaking] = useState<'url' | 'sitemap'>();

  if (list.isError) {
    return (
      <EmptyState icon={<CloudOff />} title="The sources did not load">
        {explain(list.error)}
      </EmptyState>
    );
  }
  return (
    <section className={page.section} aria-label="Sources">
      <div className={styles.head}>
        <p className={page.lead}>
          Pages and files become articles. Pages are read again every day; what you changed by hand is left
          alone.
        </p>
        {may && (
          <span className={page.actions}>
            <Button icon={<Globe />} onClick={() => setMaking('url')}>
              Add pages
            </Button>
            <Button icon={<MapIcon />} onClick={() => setMaking('sitemap')}>
              Add a sitemap
            </Button>
          </span>
        )}
      </div>
      {may && <DropZone assistant={assistant.id} />}
      {list.data?.items.length === 0 && !may && (
        <EmptyState icon={<Globe />} title="No source yet">
          Owners and admins add pages, sitemaps and files here.
        </EmptyState>
      )}
      <ul className={styles.list}>
        {list.data?.items.map((source) => (
          <li key={source.id}>
            <SourceItem assistant={assistant.id} source={source} may={may} />
          </li>
        ))}
      </ul>
      {making && <NewSource assistant={assistant.id} kind={making} onClose={() => setMaking(undefined)} />}
    </section>
  );
}
