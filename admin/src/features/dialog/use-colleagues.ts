import { useQuery } from '@tanstack/react-query';
import { api } from '@/lib/api';
import { useMe } from '@/lib/live-context';
import { keys } from '@/lib/query-keys';
import type { ListPage, Member } from '@/lib/wire';

export interface Colleague {
  id: number;
  name: string;
  online: boolean;
}

/** The others who may answer. */
export function useColleagues(): Colleague[] {
  const me = useMe();
  const { data } = useQuery({
    queryKey: keys.operators,
    queryFn: () => api.get<ListPage<Member>>('/operators'),
    staleTime: 300_000,
  });
  return (
    data?.items.filter(({ id }) => id !== me.id).map(({ id, name, online }) => ({ id, name, online })) ?? []
  );
}
