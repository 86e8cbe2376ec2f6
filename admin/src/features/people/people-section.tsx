import { useQuery } from '@tanstack/react-query';
import { UserPlus } from 'lucide-react';
import { useState } from 'react';
import { SettingsSection } from '@/components/settings-section';
import { Button } from '@/components/ui/button';
import { explain } from '@/lib/api';
import { useMe } from '@/lib/live-context';
import { membersQuery } from '@/lib/members-query';
import { mayManage } from '@/lib/policies';
import { NewColleague } from './new-colleague';
import styles from './people.module.css';
import { PersonRow } from './person-row';

/** Who works here, and as what. */
export function PeopleSection() {
  const me = useMe();
  const { data, error } = useQuery(membersQuery);
  const [adding, setAdding] = useState(false);
  return (
    <SettingsSection id="people" title="People" lead="Who signs in here, and what each of them may do.">
      {error && !data && <p className={styles.about}>{explain(error)}</p>}
      {data && (
        <ul className={styles.list} aria-labelledby="people">
          {data.items.map((member) => (
            <PersonRow key={member.id} member={member} me={me} />
          ))}
        </ul>
      )}
      {mayManage(me) ? (
        <Button icon={<UserPlus />} onClick={() => setAdding(true)}>
          Add a colleague
        </Button>
      ) : (
        <p className={styles.about}>Only owners and admins add colleagues.</p>
      )}
      {adding && <NewColleague me={me} onClose={() => setAdding(false)} />}
    </SettingsSection>
  );
}
