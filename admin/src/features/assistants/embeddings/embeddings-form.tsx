import { type FormEvent, useRef, useState } from 'react';
import { Button } from '@/components/ui/button';
import { TextField } from '@/components/ui/field';
import { Modal } from '@/components/ui/modal';
import styles from '@/components/ui/modal-form.module.css';
import { FormError } from '@/components/ui/welcome';
import { explain } from '@/lib/api';
import { say } from '@/lib/toasts';
import type { Assistant } from '@/lib/wire';
import { focusFirstError } from '../engine/focus-first-error';
import { KeyField } from '../engine/key-field';
import { PresetButtons } from '../engine/preset-buttons';
import { addressHint, presetOf } from '../engine/presets';
import { refusalOf } from '../engine/refusal';
import { draftOf, type EmbeddingsDraft, embeddingsOf, keyStays, startsAnew } from './embeddings-draft';
import { useSaving } from './use-saving';

interface Props {
  assistant: Assistant;
  onClose: () => void;
}

/** Who turns texts into vectors. */
export function EmbeddingsForm({ assistant, onClose }: Props) {
  const saved = assistant.embeddings;
  const form = useRef<HTMLFormElement>(null);
  const [draft, setDraft] = useState(() => draftOf(saved));
  const [tried, setTried] = useState(false);
  const saving = useSaving(assistant.id);
  const { embeddings, errors } = embeddingsOf(draft);
  const refusal = refusalOf(saving.error);
  const shown = { ...refusal, ...(tried && errors) };
  const preset = presetOf(draft.base_url);
  const change = (changed: Partial<EmbeddingsDraft>) => {
    // A refusal is about what was sent, not about what is typed now.
    saving.reset();
    setDraft((before) => ({ ...before, ...changed }));
  };

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (Object.keys(errors).length > 0) return focusFirstError(form.current);
    saving.mutate(embeddings, {
      onSuccess: () => {
        say('Saved. Passages are made ready in the background.');
        onClose();
      },
      onError: () => focusFirstError(form.current),
    });
  };

  return (
    <Modal title="Search by meaning" onClose={onClose}>
      <form ref={form} className={styles.dialog} onSubmit={submit} noValidate>
        <p>
          The text of the articles and of every question is sent to this provider. Anybody will do who speaks
          OpenAI’s <code>/embeddings</code>, also in your own network.
        </p>
        <PresetButtons address={draft.base_url} onChoose={(base_url) => change({ base_url })} />
        <TextField
          label="Address"
          type="url"
          value={draft.base_url}
          placeholder={preset.base_url}
          error={shown.base_url}
          hint={addressHint(draft.base_url, preset)}
          onChange={(event) => change({ base_url: event.target.value })}
        />
        <TextField
          label="Model"
          value={draft.model}
          placeholder={preset.embedding_model}
          spellCheck={false}
          error={shown.model}
          hint={startsAnew(draft, saved) && 'Another address or model: all passages are sent anew.'}
          onChange={(event) => change({ model: event.target.value })}
        />
        <KeyField
          saved={keyStays(draft, saved)}
          moved={saved?.has_key === true && !keyStays(draft, saved)}
          optional
          value={draft.key}
          error={shown.key}
          onChange={(key) => change({ key })}
        />
        <TextField
          label="Price of a million tokens"
          inputMode="decimal"
          value={draft.input_price}
          placeholder="not counted"
          hint="In your currency. Costs and the daily budget are counted with it."
          error={shown.input_price}
          onChange={(event) => change({ input_price: event.target.value })}
        />
        {saving.isError && Object.keys(refusal).length === 0 && (
          <FormError>{explain(saving.error)}</FormError>
        )}
        <div className={styles.buttons}>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" disabled={saving.isPending}>
            {saving.isPending ? 'Saving…' : 'Save'}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
