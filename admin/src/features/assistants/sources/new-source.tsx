import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { Button } from '@/components/ui/button';
import { TextArea, TextField } from '@/components/ui/field';
import { Modal } from '@/components/ui/modal';
import styles from '@/components/ui/modal-form.module.css';
import { explain } from '@/lib/api';
import { keys } from '@/lib/query-keys';
import { addressesOf } from './addresses';
import { createSource } from './queries';

interface Props {
  assistant: string;
  kind: 'url' | 'sitemap';
  onClose: () => void;
}

const MOST = 500;

export function NewSource({ assistant, kind, onClose }: Props) {
  const client = useQueryClient();
  const [text, setText] = useState('');
  const [tried, setTried] = useState(false);
  const { addresses, wrong } = addressesOf(text);
  const [first = ''] = addresses;
  const making = useMutation({
    mutationFn: () =>
      createSource(assistant, kind === 'url' ? { kind, urls: addresses } : { kind, url: first }),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: keys.sources(assistant) });
      onClose();
    },
  });

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (mistake === undefined) making.mutate();
  };
  const [bad] = wrong;
  const mistake =
    bad !== undefined
      ? `${kind === 'url' ? `Line ${bad.line} is no address` : 'This is no address'}: ${bad.text.slice(0, 80)}`
      : addresses.length === 0
        ? 'An address such as https://shop.example/help.'
        : addresses.length > MOST
          ? `At most ${MOST} pages in one source, and these are ${addresses.length}.`
          : undefined;
  const error = making.isError ? explain(making.error) : tried ? mistake : undefined;
  const shared = {
    value: text,
    error,
    spellCheck: false,
  };
  const change = (words: string) => {
    making.reset();
    setText(words);
  };

  return (
    <Modal title={kind === 'url' ? 'Add pages' : 'Add a sitemap'} onClose={onClose}>
      <form className={styles.dialog} onSubmit={submit} noValidate>
        {kind === 'url' ? (
          <TextArea
            label="Addresses"
            rows={6}
            placeholder={'https://shop.example/help/returns\nhttps://shop.example/help/shipping'}
            hint="One per line. Each page becomes an article."
            {...shared}
            onChange={(event) => change(event.target.value)}
          />
        ) : (
          <TextField
            label="Address of the sitemap"
            type="url"
            placeholder="https://shop.example/sitemap.xml"
            hint="Every page that it names becomes an article, up to 500."
            {...shared}
            onChange={(event) => change(event.target.value)}
          />
        )}
        <div className={styles.buttons}>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" disabled={making.isPending}>
            {making.isPending ? 'Adding…' : 'Add'}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
