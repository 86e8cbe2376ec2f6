import { queryOptions } from '@tanstack/react-query';
import { api } from '@/lib/api';
import { keys } from '@/lib/query-keys';
import type { ListPage, Member, MemberIn, Role } from '@/lib/wire';

/** The people of the company. */
export const membersQuery = queryOptions({
  queryKey: keys.operators,
  queryFn: () => api.get<ListPage<Member>>('/operators'),
  staleTime: 300_000,
});

export const addMember = (body: MemberIn) => api.post<Member>('/operators', body);
export const changeRole = (id: number, role: Role) => api.patch<Member>(`/operators/${id}`, { role });
export const removeMember = (id: number) => api.delete<void>(`/operators/${id}`);
