import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useId, useState } from 'react';
import { Button } from '@/components/ui/button';
import { TextField } from '@/components/ui/field';
import { Modal } from '@/components/ui/modal';
import form from '@/components/ui/modal-form.module.css';
import { FormError } from '@/components/ui/welcome';
import { explain } from '@/lib/api';
import { addMember } from '@/lib/members-query';
import { rolesFrom } from '@/lib/policies';
import { keys } from '@/lib/query-keys';
import { say } from '@/lib/toasts';
import type { Operator, Role } from '@/lib/wire';
import styles from './people.module.css';
import { ROLES } from './roles';

const PASSWORD_LENGTH = 10;

/** No e-mail is sent: who adds somebody tells them their first password. */
export function NewColleague({ me, onClose }: { me: Operator; onClose: () => void }) {
  const client = useQueryClient();
  const id = useId();
  const [role, setRole] = useState<Role>('agent');
  const adding = useMutation({
    mutationFn: addMember,
    onSuccess: ({ name, email }) => {
      void client.invalidateQueries({ queryKey: keys.operators });
      say(`${name} can sign in now, as ${email}.`);
      onClose();
    },
  });

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    const field = (name: string) => String(given.get(name)).trim();
    const password = String(given.get('password'));
    adding.mutate({ name: field('name'), email: field('email'), password, role });
  };

  return (
    <Modal title="Add a colleague" onClose={onClose}>
      <form className={form.dialog} onSubmit={submit}>
        <TextField
          label="Name"
          name="name"
          maxLength={80}
          autoComplete="off"
          hint="Visitors see it when they answer."
          required
        />
        <TextField label="E-mail address" name="email" type="email" autoComplete="off" required />
        <TextField
          label="Password"
          name="password"
          minLength={PASSWORD_LENGTH}
          autoComplete="off"
          spellCheck={false}
          hint={`At least ${PASSWORD_LENGTH} characters. Tell it to them yourself: no e-mail is sent.`}
          required
        />
        <div className={styles.choice}>
          <label htmlFor={id}>Role</label>
          <select
            id={id}
            className={styles.role}
            value={role}
            aria-describedby={`${id}-about`}
            onChange={(event) => setRole(event.target.value as Role)}
          >
            {rolesFrom(me).map((each) => (
              <option key={each} value={each}>
                {ROLES[each].name}
              </option>
            ))}
          </select>
          <p id={`${id}-about`} className={styles.about}>
            {ROLES[role].may}
          </p>
        </div>
        {adding.isError && <FormError>{explain(adding.error)}</FormError>}
        <div className={form.buttons}>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" disabled={adding.isPending}>
            {adding.isPending ? 'Adding…' : 'Add'}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
