import { infiniteQueryOptions } from '@tanstack/react-query';
import { api } from '@/lib/api';
import { keys } from '@/lib/query-keys';
import { VIEW_QUERIES, type View } from '@/lib/views';
import type { DialogSummary, ListPage } from '@/lib/wire';

const PAGE = 50;

export function dialogListQuery(view: View, search: string) {
  return infiniteQueryOptions({
    queryKey: keys.dialogList(view, search),
    queryFn: ({ pageParam, signal }) =>
      api.get<ListPage<DialogSummary>>(
        '/dialogs',
        { ...VIEW_QUERIES[view], q: search || undefined, cursor: pageParam, limit: PAGE },
        { signal },
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
}
