import { type Endpoint, type Query, restAddress, surroundings } from '../endpoint.ts';
import type { Api, RequestOptions } from './api.ts';
import { type Answer, ApiError, refused, unanswered } from './api-error.ts';
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
  let answer = await once(endpoint, call);
  if (answer.status === 401 && !call.options?.anonymous && (await renewed(endpoint, answer.token))) {
    answer = await once(endpoint, call);
  }
  if (!answer.ok) throw refused(answer);
  // An empty answer is what a caller of a DELETE asks for: its T is void.
  return (answer.text === '' ? undefined : parse(answer)) as T;
}

/** Failing to ask is not a refusal: the network may be down just now. */
async function renewed(endpoint: Endpoint, refusedToken: string | undefined): Promise<boolean> {
  return renew(endpoint, refusedToken).catch((cause: unknown) => {
    throw unanswered('network', cause);
  });
}

async function once(endpoint: Endpoint, { method, path, query, body, options = {} }: Call): Promise<Answer> {
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
    const headers: Record<string, string> = { accept: 'application/json' };
    const file = body instanceof Blob;
    if (body !== undefined && !file) headers['content-type'] = 'application/json';
    const token = options.anonymous ? undefined : await endpoint.token();
    if (token !== undefined) headers.authorization = `Bearer ${token}`;
    const fetch = endpoint.fetch ?? globalThis.fetch;
    const response = await fetch(restAddress(endpoint, path, query), {
      method,
      headers,
      signal: abort.signal,
      ...(body === undefined ? {} : { body: file ? body : JSON.stringify(body) }),
    });
    const { status, ok } = response;
    const retryAfter = response.headers.get('retry-after');
    return { status, ok, text: await response.text(), retryAfter, token };
  } catch (cause) {
    throw unanswered(late ? 'timeout' : options.signal?.aborted ? 'aborted' : 'network', cause);
  } finally {
    clock.clearTimeout(timer);
    options.signal?.removeEventListener('abort', give);
  }
}

/** A captive portal answers 200 with a page: that is no answer of the server. */
function parse({ status, text }: Answer): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const error = new ApiError('The answer is not JSON', { status, code: 'not_json', retryable: true });
    error.cause = cause;
    throw error;
  }
}
