import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button } from '@/components/ui/button';
import { Modal } from '@/components/ui/modal';
import styles from '@/components/ui/modal-form.module.css';
import { FormError } from '@/components/ui/welcome';
import { explain } from '@/lib/api';
import { removeMember } from '@/lib/members-query';
import { keys } from '@/lib/query-keys';
import { say } from '@/lib/toasts';
import type { Member } from '@/lib/wire';

export function RemovePerson({ member: { id, name }, onClose }: { member: Member; onClose: () => void }) {
  const client = useQueryClient();
  const removing = useMutation({
    mutationFn: () => removeMember(id),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: keys.operators });
      say(`${name} was removed.`);
      onClose();
    },
  });
  return (
    <Modal title={`Remove ${name}?`} onClose={onClose}>
      <div className={styles.dialog}>
        <p>They are signed out at once, and the dialogs in their hands wait for somebody else.</p>
        {removing.isError && <FormError>{explain(removing.error)}</FormError>}
        <div className={styles.buttons}>
          <Button onClick={onClose}>Keep them</Button>
          <Button look="danger" disabled={removing.isPending} onClick={() => removing.mutate()}>
            Remove
          </Button>
        </div>
      </div>
    </Modal>
  );
}
