import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Trash2 } from 'lucide-react';
import { useState } from 'react';
import { Avatar } from '@/components/ui/avatar';
import { IconButton } from '@/components/ui/button';
import { explain } from '@/lib/api';
import { changeRole } from '@/lib/members-query';
import { mayChangeMember, rolesFrom } from '@/lib/policies';
import { keys } from '@/lib/query-keys';
import { say } from '@/lib/toasts';
import type { Member, Operator, Role } from '@/lib/wire';
import styles from './people.module.css';
import { RemovePerson } from './remove-person';
import { ROLES } from './roles';

export function PersonRow({ member, me }: { member: Member; me: Operator }) {
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const { id, name, email, role, online } = member;
  const changing = useMutation({
    mutationFn: (next: Role) => changeRole(id, next),
    onSuccess: (changed) => say(`${name} is ${ROLES[changed.role].name.toLowerCase()} now.`),
    onError: (error) => say(explain(error), 'danger'),
    onSettled: () => client.invalidateQueries({ queryKey: keys.operators }),
  });
  const shown = changing.isPending ? changing.variables : role;
  const may = mayChangeMember(me, member);

  return (
    <li className={styles.person}>
      <Avatar name={name} seed={id} online={online} />
      <span className={styles.who}>
        <strong>{name}</strong>
        <span className={styles.about}>
          {email}
          {online && <span className="visually-hidden"> (online)</span>}
        </span>
      </span>
      {may ? (
        <select
          className={styles.role}
          aria-label={`Role of ${name}`}
          value={shown}
          disabled={changing.isPending}
          onChange={(event) => changing.mutate(event.target.value as Role)}
        >
          {rolesFrom(me).map((each) => (
            <option key={each} value={each}>
              {ROLES[each].name}
            </option>
          ))}
        </select>
      ) : (
        <span className={styles.fixed}>{id === me.id ? `${ROLES[role].name} · you` : ROLES[role].name}</span>
      )}
      {may && (
        <IconButton label={`Remove ${name}`} onClick={() => setAsking(true)}>
          <Trash2 />
        </IconButton>
      )}
      {asking && <RemovePerson member={member} onClose={() => setAsking(false)} />}
    </li>
  );
}
