import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { Button } from '@/components/ui/button';
import { TextArea, TextField } from '@/components/ui/field';
import { Modal } from '@/components/ui/modal';
import styles from '@/components/ui/modal-form.module.css';
import { FormError } from '@/components/ui/welcome';
import { explain } from '@/lib/api';
import { keys } from '@/lib/query-keys';
import type { SiteSecret } from '@/lib/wire';
import { originsOf } from './origin';
import { createSite } from './queries';

interface Props {
  assistant: string;
  onMade: (made: SiteSecret) => void;
  onClose: () => void;
}

export function NewSite({ assistant, onMade, onClose }: Props) {
  const client = useQueryClient();
  const [name, setName] = useState('');
  const [text, setText] = useState('');
  const { origins, wrong } = originsOf(text);
  const making = useMutation({
    mutationFn: () => createSite({ assistant_id: assistant, name: name.trim(), allowed_origins: origins }),
    onSuccess: (made) => {
      void client.invalidateQueries({ queryKey: keys.sites });
      onMade(made);
      onClose();
    },
  });

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (wrong.length === 0) making.mutate();
  };

  return (
    <Modal title="New site" onClose={onClose}>
      <form className={styles.dialog} onSubmit={submit}>
        <TextField
          label="Name"
          value={name}
          placeholder="Customer account"
          maxLength={80}
          required
          onChange={(event) => setName(event.target.value)}
        />
        <TextArea
          label="Allowed pages"
          rows={2}
          value={text}
          placeholder="https://shop.example"
          hint="Origins that may frame the chat, one per line."
          error={wrong.length > 0 ? `This is no origin: ${wrong.join(', ')}` : undefined}
          onChange={(event) => setText(event.target.value)}
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
