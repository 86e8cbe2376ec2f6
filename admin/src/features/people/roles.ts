import type { Role } from '@/lib/wire';

export const ROLES: Record<Role, { name: string; may: string }> = {
  agent: { name: 'Agent', may: 'Answers visitors.' },
  admin: { name: 'Admin', may: 'Also sets up assistants, knowledge, hours and budget, and adds colleagues.' },
  owner: { name: 'Owner', may: 'Everything, and makes other owners.' },
};
