import { ApiError, createApi, type Endpoint } from 'tandem-client';
import { accessToken, renew } from './session';

export const endpoint: Endpoint = {
  base: '',
  audience: 'operator',
  token: accessToken,
  onUnauthorized: renew,
};

export const api = createApi(endpoint);

/** A refusal as a sentence. */
export function explain(error: unknown): string {
  if (!(error instanceof ApiError)) return 'Something went wrong here. Try again.';
  if (error.status === 0) return 'The server did not answer. Check your connection and try again.';
  if (error.status === 429) return 'Too many tries. Wait a moment, then try again.';
  return error.message || 'The server refused this.';
}

/** Who holds a dialog that somebody else claimed first. */
export function holderOf(error: unknown): string | undefined {
  if (!(error instanceof ApiError) || error.code !== 'already_claimed') return undefined;
  const holder = (error.body as { holder?: { name?: unknown } } | undefined)?.holder;
  return typeof holder?.name === 'string' ? holder.name : 'Somebody else';
}
