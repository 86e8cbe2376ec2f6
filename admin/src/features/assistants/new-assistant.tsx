import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import { useLocation } from 'wouter';
import { Button } from '@/components/ui/button';
import { TextField } from '@/components/ui/field';
import { Modal } from '@/components/ui/modal';
import styles from '@/components/ui/modal-form.module.css';
import { FormError } from '@/components/ui/welcome';
import { explain } from '@/lib/api';
import { keys } from '@/lib/query-keys';
import { createAssistant } from './queries';

export function NewAssistant({ onClose }: { onClose: () => void }) {
  const client = useQueryClient();
  const [, navigate] = useLocation();
  const making = useMutation({
    mutationFn: (name: string) => createAssistant({ name }),
    onSuccess: (assistant) => {
      client.setQueryData(keys.assistant(assistant.id), assistant);
      void client.invalidateQueries({ queryKey: keys.assistants, exact: true });
      onClose();
      navigate(`/assistants/${assistant.id}/knowledge/new`);
    },
  });

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    making.mutate(String(new FormData(event.currentTarget).get('name')).trim());
  };

  return (
    <Modal title="New assistant" onClose={onClose}>
      <form className={styles.dialog} onSubmit={submit}>
        <TextField
          label="Name"
          name="name"
          hint="Visitors see it above its answers, marked as AI."
          placeholder="Ada"
          maxLength={80}
          required
        />
        {making.isError && <FormError>{explain(making.error)}</FormError>}
        <div className={styles.buttons}>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" disabled={making.isPending}>
            Make it
          </Button>
        </div>
      </form>
    </Modal>
  );
}
