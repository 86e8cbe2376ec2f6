import { useInfiniteQuery } from '@tanstack/react-query';
import { useDeferredValue, useMemo } from 'react';
import { useSearchParams } from 'wouter';
import { inOrder, type View } from '@/lib/views';
import { dialogListQuery } from './dialog-list-query';
import styles from './inbox-list.module.css';
import { ListEmpty, ListFailed, ListLoading } from './list-states';
import { Rows } from './rows';
import { SearchBox } from './search-box';
import { Tabs } from './tabs';
import { useListCommands } from './use-list-commands';

interface Props {
  view: View;
  selected: number | undefined;
}

/** The left pane: whose turn it is, and since when. */
export function InboxList({ view, selected }: Props) {
  const [params] = useSearchParams();
  const search = useDeferredValue(params.get('q') ?? '');
  const list = useInfiniteQuery(dialogListQuery(view, search));
  const dialogs = useMemo(
    () => inOrder(view, list.data?.pages.flatMap((page) => page.items) ?? []),
    [list.data, view],
  );
  useListCommands(view, dialogs, selected);

  return (
    <section className={styles.pane} aria-label="Dialogs">
      <header className={styles.head}>
        <SearchBox />
        <Tabs view={view} />
      </header>
      {dialogs.length > 0 ? (
        <Rows
          dialogs={dialogs}
          view={view}
          selected={selected}
          more={list.hasNextPage && !list.isFetchingNextPage ? () => void list.fetchNextPage() : undefined}
        />
      ) : list.isPending ? (
        <ListLoading />
      ) : list.isError ? (
        <ListFailed error={list.error} retry={() => void list.refetch()} />
      ) : (
        <ListEmpty view={view} search={search} />
      )}
    </section>
  );
}
