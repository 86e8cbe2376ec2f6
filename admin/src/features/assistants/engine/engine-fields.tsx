import { TextField } from '@/components/ui/field';
import type { Engine } from '@/lib/wire';
import styles from './engine.module.css';
import { type EngineDraft, type EngineErrors, keyStays } from './engine-draft';
import { KeyField } from './key-field';
import { PresetButtons } from './preset-buttons';
import { ANTHROPIC_PRESET, addressHint, presetOf, WORKFLOW_PRESET } from './presets';
import { SecretField } from './secret-field';

interface Props {
  draft: EngineDraft;
  saved: Engine;
  errors: EngineErrors;
  change: (changed: Partial<EngineDraft>) => void;
}

/** What each kind of engine has to be told. */
export function EngineFields(props: Props) {
  switch (props.draft.kind) {
    case 'knowledge':
      return null;
    case 'webhook':
      return <WorkflowFields {...props} />;
    default:
      return <ModelFields {...props} />;
  }
}

function ModelFields({ draft, saved, errors, change }: Props) {
  const openai = draft.kind === 'openai';
  const preset = openai ? presetOf(draft.base_url) : ANTHROPIC_PRESET;
  return (
    <>
      {openai && <PresetButtons address={draft.base_url} onChoose={(base_url) => change({ base_url })} />}
      <TextField
        label="Address"
        type="url"
        value={draft.base_url}
        placeholder={preset.base_url}
        error={errors.base_url}
        hint={addressHint(draft.base_url, preset)}
        onChange={(event) => change({ base_url: event.target.value })}
      />
      <TextField
        label="Model"
        value={draft.model}
        placeholder={preset.model}
        spellCheck={false}
        error={errors.model}
        onChange={(event) => change({ model: event.target.value })}
      />
      <KeyField
        key={draft.kind}
        saved={keyStays(draft, saved)}
        moved={hasMoved(draft, saved)}
        optional={openai}
        value={draft.key}
        error={errors.key}
        onChange={(key) => change({ key })}
      />
      <div className={styles.pair}>
        <NumberField
          label="Longest answer (tokens)"
          name="max_tokens"
          placeholder="4096"
          {...{ draft, errors, change }}
        />
        <NumberField
          label="Temperature"
          name="temperature"
          placeholder="the model’s own"
          hint="0 keeps to the facts, 2 is wild."
          {...{ draft, errors, change }}
        />
      </div>
      <div className={styles.pair}>
        <NumberField
          label="Price of a million tokens read"
          name="input_price"
          placeholder="not counted"
          {...{ draft, errors, change }}
        />
        <NumberField
          label="Price of a million tokens written"
          name="output_price"
          placeholder="not counted"
          hint="In your currency. Costs and the daily budget are counted with both."
          {...{ draft, errors, change }}
        />
      </div>
    </>
  );
}

/** There is a key of this kind of engine, but for another server. */
const hasMoved = (draft: EngineDraft, saved: Engine) =>
  saved.has_key && draft.kind === saved.kind && !keyStays(draft, saved);

function WorkflowFields({ draft, saved, errors, change }: Props) {
  return (
    <>
      <TextField
        label="Address of the workflow"
        type="url"
        value={draft.base_url}
        placeholder={WORKFLOW_PRESET.base_url}
        error={errors.base_url}
        hint="Each question is sent here. The answer comes back to the callback address that the call names."
        onChange={(event) => change({ base_url: event.target.value })}
      />
      <SecretField
        saved={keyStays(draft, saved)}
        moved={hasMoved(draft, saved)}
        value={draft.key}
        error={errors.key}
        onChange={(key) => change({ key })}
      />
      <NumberField
        label="Time to answer (seconds)"
        name="deadline_seconds"
        placeholder="300"
        hint="After that a person is asked. At most half an hour, 1800."
        {...{ draft, errors, change }}
      />
    </>
  );
}

interface NumberProps extends Omit<Props, 'saved'> {
  label: string;
  name: 'max_tokens' | 'temperature' | 'deadline_seconds' | 'input_price' | 'output_price';
  placeholder: string;
  hint?: string;
}

function NumberField({ label, name, placeholder, hint, draft, errors, change }: NumberProps) {
  return (
    <TextField
      label={label}
      inputMode="decimal"
      value={draft[name]}
      placeholder={placeholder}
      hint={hint}
      error={errors[name]}
      onChange={(event) => change({ [name]: event.target.value })}
    />
  );
}
