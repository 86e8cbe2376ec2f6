import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '@/lib/api';
import { findDialog } from '@/lib/live';
import { keys } from '@/lib/query-keys';
import type { DialogDetail, DialogSummary } from '@/lib/wire';

export function dialogDetailQuery(id: number) {
  return queryOptions({
    queryKey: keys.dialog(id),
    queryFn: () => api.get<DialogDetail>(`/dialogs/${id}`),
    staleTime: 10_000,
  });
}

/** Who asks, and from where. What the list knows is shown until the rest arrives. */
export function useDialogDetail(id: number) {
  const client = useQueryClient();
  return useQuery({ ...dialogDetailQuery(id), placeholderData: () => seed(findDialog(client, id)) });
}

function seed(row: DialogSummary | undefined): DialogDetail | undefined {
  const nothing = { user: 0, manager: 0 };
  return (
    row && {
      ...row,
      handler_epoch: 0,
      last_seq: 0,
      read: nothing,
      delivered: nothing,
      visitor_online: false,
      earlier: [],
    }
  );
}
