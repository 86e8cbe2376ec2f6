import { type Endpoint, type Query, restAddress, surroundings } from '../endpoint.ts';
import type { Api, RequestOptions } from './api.ts';
import { ApiError, refused, unanswered } from './api-error.ts';
import { renew } from './renewal.ts';

const TIMEOUT_MS = 15_000;

interface Call {
  method: string;
  path: string;
  query?: Query;
  body?: unknown;
  options?: RequestOptions;
}

export function createApi(endpoint: Endpoint): Api {
  const send = <T>(call: Call) => request<T>(endpoint, call);
  return {
    get: (path, query, options) => send({ method: 'GET', path, query, options }),
    post: (path, body = {}, options) => send({ method: 'POST', path, body, options }),
    patch: (path, body = {}, options) => send({ method: 'PATCH', path, body, options }),
    put: (path, body = {}, options) => send({ method: 'PUT', path, body, options }),
    delete: (path, options) => send({ method: 'DELETE', path, options }),
  };
}

async function request<T>(endpoint: Endpoint, call: Call): Promise<T> {
  let response = await once(endpoint, call);
  if (response.status === 401 && !call.options?.anonymous && (await renewed(endpoint))) {
    response = await once(endpoint, call);
  }
  if (!response.ok) throw await refused(response);
  if (response.status === 204) return undefined as T;
  return (await readJson(response)) as T;
}

/** Failing to ask is not a refusal: the network may be down just now. */
async function renewed(endpoint: Endpoint): Promise<boolean> {
  try {
    return await renew(endpoint);
  } catch (cause) {
    throw unanswered('network', cause);
  }
}

async function once(
  endpoint: Endpoint,
  { method, path, query, body, options = {} }: Call,
): Promise<Response> {
  const headers: Record<string, string> = { accept: 'application/json' };
  if (body !== undefined) headers['content-type'] = 'application/json';
  const token = options.anonymous ? undefined : await endpoint.token();
  if (token !== undefined) headers.authorization = `Bearer ${token}`;

  const { clock } = surroundings(endpoint);
  const abort = new AbortController();
  const give = () => abort.abort();
  if (options.signal?.aborted) give();
  options.signal?.addEventListener('abort', give);
  let late = false;
  const timer = clock.setTimeout(() => {
    late = true;
    give();
  }, options.timeoutMs ?? TIMEOUT_MS);
  try {
    const fetch = endpoint.fetch ?? globalThis.fetch;
    return await fetch(restAddress(endpoint, path, query), {
      method,
      headers,
      signal: abort.signal,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  } catch (cause) {
    throw unanswered(late ? 'timeout' : options.signal?.aborted ? 'aborted' : 'network', cause);
  } finally {
    clock.clearTimeout(timer);
    options.signal?.removeEventListener('abort', give);
  }
}

/** A captive portal answers 200 with a page: that is no answer of the server. */
async function readJson(response: Response): Promise<unknown> {
  const text = await response.text().catch((cause) => {
    throw unanswered('network', cause);
  });
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch (cause) {
    const error = new ApiError('The answer is not JSON', {
      status: response.status,
      code: 'not_json',
      retryable: true,
    });
    error.cause = cause;
    throw error;
  }
}
