import { microsOf, priceOf } from '@/lib/money';
import type { Engine, EngineIn, EngineKind } from '@/lib/wire';
import { isSameServer, wrongAddress } from '../address';

/** An engine as its fields hold it: words, until they are read as numbers. */
export interface EngineDraft {
  kind: EngineKind;
  base_url: string;
  model: string;
  max_tokens: string;
  temperature: string;
  deadline_seconds: string;
  input_price: string;
  output_price: string;
  /** Undefined keeps what is stored, null removes it. */
  key: string | null | undefined;
}

export type EngineField = Exclude<keyof EngineDraft, 'kind'>;
export type EngineErrors = Partial<Record<EngineField, string>>;

export const EMPTY: EngineDraft = {
  kind: 'knowledge',
  base_url: '',
  model: '',
  max_tokens: '',
  temperature: '',
  deadline_seconds: '',
  input_price: '',
  output_price: '',
  key: undefined,
};

export function draftOf(engine: Engine): EngineDraft {
  const text = (value: number | string | null | undefined) => String(value ?? '');
  return {
    kind: engine.kind,
    base_url: text(engine.base_url),
    model: text(engine.model),
    max_tokens: text(engine.max_tokens),
    temperature: text(engine.temperature),
    deadline_seconds: text(engine.deadline_seconds),
    input_price: priceOf(engine.input_price_micros),
    output_price: priceOf(engine.output_price_micros),
    key: undefined,
  };
}

/** What those say that do nothing without a key. */
const NEEDED_KEYS: Partial<Record<EngineKind, string>> = {
  anthropic: 'Anthropic answers nobody without a key.',
  webhook: 'Make one: a workflow is sent nothing that is not signed.',
};

/** Whether what is saved stays: it was made for one kind of engine at one server, and goes to no other. */
export function keyStays(draft: EngineDraft, saved: Engine): boolean {
  return saved.has_key && draft.kind === saved.kind && isSameServer(draft.base_url, saved.base_url);
}

/** The fields of each kind, in the order of the form. */
export const FIELDS: Record<EngineKind, readonly EngineField[]> = {
  knowledge: [],
  openai: ['base_url', 'model', 'key', 'max_tokens', 'temperature', 'input_price', 'output_price'],
  anthropic: ['base_url', 'model', 'key', 'max_tokens', 'temperature', 'input_price', 'output_price'],
  webhook: ['base_url', 'key', 'deadline_seconds'],
};

/** What to send, or what is wrong with each field. Other kinds' fields are left behind. */
export function engineOf(draft: EngineDraft, saved: Engine): { engine: EngineIn; errors: EngineErrors } {
  const fields = FIELDS[draft.kind];
  const errors: EngineErrors = {};
  const engine: EngineIn = { kind: draft.kind };
  const has = (field: EngineField) => fields.includes(field);
  const number = (field: EngineField, least: number, most: number, whole: boolean) => {
    const words = String(draft[field] ?? '').trim();
    if (!has(field) || words === '') return undefined;
    const value = Number(words);
    const good = value >= least && value <= most && (!whole || Number.isInteger(value));
    if (!good)
      errors[field] =
        `${whole ? 'A whole number' : 'A number'} from ${least} to ${most.toLocaleString('en')}.`;
    return good ? value : undefined;
  };
  const price = (field: 'input_price' | 'output_price') => {
    if (!has(field) || draft[field].trim() === '') return undefined;
    const micros = microsOf(draft[field]);
    if (micros === undefined) errors[field] = 'An amount such as 0.15.';
    return micros;
  };

  if (has('base_url')) {
    const address = draft.base_url.trim();
    if (address !== '') engine.base_url = address;
    const missing = draft.kind === 'webhook' && address === '';
    const wrong = missing ? 'Where your workflow listens.' : wrongAddress(address);
    if (wrong !== undefined) errors.base_url = wrong;
  }
  if (has('model')) {
    if (draft.model.trim() === '') errors.model = 'Name the model.';
    else engine.model = draft.model.trim();
  }
  assign(engine, 'max_tokens', number('max_tokens', 1, 8_192, true));
  assign(engine, 'temperature', number('temperature', 0, 2, false));
  assign(engine, 'deadline_seconds', number('deadline_seconds', 10, 1_800, true));
  assign(engine, 'input_price_micros', price('input_price'));
  assign(engine, 'output_price_micros', price('output_price'));

  // A key belongs to whom it was made for: another kind of engine never inherits it.
  if (typeof draft.key === 'string' && draft.key.trim() !== '') engine.key = draft.key.trim();
  else if (saved.has_key && (draft.key === null || draft.kind !== saved.kind)) engine.key = null;
  const needed = NEEDED_KEYS[draft.kind];
  if (needed && !engine.key && !(draft.key !== null && keyStays(draft, saved))) errors.key = needed;
  return { engine, errors };
}

function assign<Key extends keyof EngineIn>(engine: EngineIn, key: Key, value: EngineIn[Key]): void {
  if (value !== undefined) engine[key] = value;
}
