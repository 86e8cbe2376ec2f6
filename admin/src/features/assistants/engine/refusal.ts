import { ApiError } from 'tandem-client';
import type { EngineErrors, EngineField } from './engine-draft';

const NAMES: Record<string, EngineField> = {
  base_url: 'base_url',
  model: 'model',
  max_tokens: 'max_tokens',
  temperature: 'temperature',
  deadline_seconds: 'deadline_seconds',
  input_price_micros: 'input_price',
  output_price_micros: 'output_price',
  key: 'key',
};

/** The server's refusal at the field that it names; empty if it names none of these. */
export function refusalOf(error: unknown): EngineErrors {
  if (!(error instanceof ApiError) || error.status !== 422) return {};
  // The field's name is for programs; here the words stand at the field.
  const words = error.message.replace(/^`[\w.]+`: */, '');
  const said = words.charAt(0).toUpperCase() + words.slice(1);
  if (error.code === 'address_refused') return { base_url: said };
  const named = Object.keys(NAMES).find((name) => new RegExp(`\\b${name}\\b`).test(error.message));
  const field = named === undefined ? undefined : NAMES[named];
  return field === undefined ? {} : { [field]: said };
}
