import { microsOf, priceOf } from '@/lib/money';
import type { Embeddings, EmbeddingsIn } from '@/lib/wire';
import { isSameServer, wrongAddress } from '../address';

/** Who makes the vectors, as the form’s fields hold it. */
export interface EmbeddingsDraft {
  base_url: string;
  model: string;
  input_price: string;
  /** Undefined keeps what is stored, null removes it. */
  key: string | null | undefined;
}

export type EmbeddingsErrors = Partial<Record<keyof EmbeddingsDraft, string>>;
type Saved = Embeddings | null | undefined;

export function draftOf(saved: Saved): EmbeddingsDraft {
  return {
    base_url: saved?.base_url ?? '',
    model: saved?.model ?? '',
    input_price: priceOf(saved?.input_price_micros),
    key: undefined,
  };
}

/** Whether there is a key, and it stays: it goes to no other server than the one that it was made for. */
export function keyStays(draft: EmbeddingsDraft, saved: Saved): boolean {
  return saved?.has_key === true && isSameServer(draft.base_url, saved.base_url);
}

/** Vectors of another address or model do not compare: the server makes all anew. */
export function startsAnew(draft: EmbeddingsDraft, saved: Saved): boolean {
  return !!saved && (draft.base_url.trim() !== (saved.base_url ?? '') || draft.model.trim() !== saved.model);
}

/** What to send, or what is wrong with each field. */
export function embeddingsOf(draft: EmbeddingsDraft): { embeddings: EmbeddingsIn; errors: EmbeddingsErrors } {
  const errors: EmbeddingsErrors = {};
  const embeddings: EmbeddingsIn = { model: draft.model.trim() };
  const address = draft.base_url.trim();
  if (address !== '') embeddings.base_url = address;
  const wrong = wrongAddress(address);
  if (wrong !== undefined) errors.base_url = wrong;
  if (embeddings.model === '') errors.model = 'Name the model.';
  if (draft.input_price.trim() !== '') {
    const micros = microsOf(draft.input_price);
    if (micros === undefined) errors.input_price = 'An amount such as 0.02.';
    else embeddings.input_price_micros = micros;
  }
  if (draft.key === null) embeddings.key = null;
  else if (draft.key?.trim()) embeddings.key = draft.key.trim();
  return { embeddings, errors };
}
