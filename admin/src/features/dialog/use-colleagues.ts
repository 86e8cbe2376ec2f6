import { useQuery } from '@tanstack/react-query';
import { useMe } from '@/lib/live-context';
import { membersQuery } from '@/lib/members-query';

export interface Colleague {
  id: number;
  name: string;
  online: boolean;
}

/** The others who may answer. */
export function useColleagues(): Colleague[] {
  const me = useMe();
  const { data } = useQuery(membersQuery);
  return (
    data?.items.filter(({ id }) => id !== me.id).map(({ id, name, online }) => ({ id, name, online })) ?? []
  );
}
