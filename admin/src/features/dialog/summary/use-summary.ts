import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { api } from '@/lib/api';
import { keys } from '@/lib/query-keys';
import type { Summary } from '@/lib/wire';

/** A model reads the whole dialog for it. */
const PATIENCE_MS = 75_000;

/** Dialogs whose summary was put away, for as long as the page lives. */
const hidden = new Set<number>();

/** What was said so far, for who takes the dialog over: asked for once at that moment, or on wish. */
export function useSummary(id: number, takeovers: number) {
  const client = useQueryClient();
  const [wanted, setWanted] = useState(
    () => client.getQueryData(keys.summary(id)) !== undefined && !hidden.has(id),
  );
  const { data, error, isFetching } = useQuery({
    queryKey: keys.summary(id),
    queryFn: () => api.get<Summary>(`/dialogs/${id}/summary`, {}, { timeoutMs: PATIENCE_MS }),
    enabled: wanted,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });

  useEffect(() => {
    if (takeovers === 0 || hidden.has(id)) return;
    setWanted(true);
    // What was summed up at an earlier takeover is not all that was said.
    void client.invalidateQueries({ queryKey: keys.summary(id) });
  }, [takeovers, id, client]);

  const toggle = () => {
    if (wanted) hidden.add(id);
    else hidden.delete(id);
    setWanted(!wanted);
  };
  return { shown: wanted, summary: data, failed: error !== null && !isFetching, toggle };
}
