import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiError, createApi, memoryOutbox, startDialog } from '../src/index.ts';
import { FakeServer, problem } from './fake/fake-server.ts';

let server: FakeServer;

beforeEach(() => {
  vi.useFakeTimers();
  server = new FakeServer();
});

afterEach(() => {
  vi.useRealTimers();
});

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

async function settled<T>(promise: Promise<T>, ms = 100): Promise<T> {
  promise.catch(() => {});
  await pass(ms);
  return promise;
}

describe('a request', () => {
  it.each([
    ['operator', '/api/v1/things?a=1'],
    ['site', '/api/v1/site/things?a=1'],
    ['widget', '/api/v1/widget/things?assistant_id=ast_1&a=1'],
  ] as const)('of %s stands under its prefix', async (audience, address) => {
    const fetch = vi.fn(async () => new Response('{}'));
    const api = createApi({ ...new FakeServer(audience).endpoint(), fetch });
    await api.get('/things', { a: 1, b: undefined });
    expect(fetch).toHaveBeenCalledWith(`https://chat.test${address}`, expect.anything());
  });

  it('carries the bearer, and a body as JSON', async () => {
    server.rest = { status: 204 };
    await settled(createApi(server.endpoint()).patch('/things/1', { name: 'x' }));
    expect(server.requests[0]).toMatchObject({ method: 'PATCH', token: 'good', body: { name: 'x' } });
  });

  it('sends a file as it is', async () => {
    const fetch = vi.fn(async (_address: unknown, _init?: RequestInit) => new Response('{}'));
    const file = new Blob(['# Opening hours']);
    await createApi({ ...server.endpoint(), fetch }).post('/files', file);
    const [, init] = fetch.mock.calls[0] ?? [];
    expect(init).toMatchObject({ method: 'POST', body: file });
    expect(new Headers(init?.headers).has('content-type')).toBe(false);
  });

  it('tells what a problem says', async () => {
    server.rest = problem(409, 'already_claimed', { detail: 'Ann was faster', holder: { name: 'Ann' } });
    const error = await settled(createApi(server.endpoint()).get('/x')).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({
      message: 'Ann was faster',
      status: 409,
      code: 'already_claimed',
      retryable: false,
      body: { holder: { name: 'Ann' } },
    });
  });

  it('makes sense of a proxy that knows no problems', async () => {
    server.rest = { status: 503, headers: { 'retry-after': '7' } };
    await expect(settled(createApi(server.endpoint()).get('/x'))).rejects.toMatchObject({
      code: 'http_503',
      retryable: true,
      retryAfterMs: 7_000,
    });
  });

  it('takes a page with status 200 for no answer', async () => {
    const fetch = async () => new Response('<html>Please sign in to the hotel</html>');
    await expect(createApi({ ...server.endpoint(), fetch }).get('/x')).rejects.toMatchObject({
      code: 'not_json',
    });
  });

  it('is lost after its time, and may be given up', async () => {
    const fetch: typeof globalThis.fetch = (_url, init) =>
      new Promise((_resolve, reject) => {
        init?.signal?.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')));
      });
    const api = createApi({ ...server.endpoint(), fetch });
    await expect(settled(api.get('/x'), 15_000)).rejects.toMatchObject({
      code: 'timeout',
      retryable: true,
      status: 0,
    });
    const stop = new AbortController();
    const given = api.get('/x', {}, { signal: stop.signal });
    await pass(1);
    stop.abort();
    await expect(settled(given)).rejects.toMatchObject({ code: 'aborted', retryable: false });
  });
});

describe('a bearer that is refused', () => {
  it('is renewed once for all that are refused together', async () => {
    let token = 'stale';
    const onUnauthorized = vi.fn(async () => {
      token = 'good';
      return true;
    });
    server.dialog();
    const api = createApi({ ...server.endpoint(), token: () => token, onUnauthorized });
    await settled(
      Promise.all([api.get('/dialogs/7'), api.get('/dialogs/7'), api.get('/dialogs/7/messages')]),
    );
    expect(onUnauthorized).toHaveBeenCalledTimes(1);
  });

  it('is tried once more and no more', async () => {
    const onUnauthorized = vi.fn(async () => true);
    server.rest = problem(401, 'unauthenticated');
    const api = createApi({ ...server.endpoint(), onUnauthorized });
    await expect(settled(api.get('/x'))).rejects.toMatchObject({ status: 401 });
    expect(onUnauthorized).toHaveBeenCalledTimes(1);
    expect(server.requests).toHaveLength(2);
  });

  it('whose renewal finds no network is no refusal', async () => {
    server.rest = problem(401, 'unauthenticated');
    const api = createApi({
      ...server.endpoint(),
      onUnauthorized: () => Promise.reject(new TypeError('offline')),
    });
    await expect(settled(api.get('/x'))).rejects.toMatchObject({ status: 0, retryable: true });
  });
});

describe('the beginning of a dialog', () => {
  const ids = { clientId: 'd-1', messageClientId: 'M-1' };
  const created = { status: 201, body: { dialog: { id: 12, state: 'assistant' } } };

  it('takes the first words and the visitor’s own token with it', async () => {
    server.rest = created;
    const page = { url: 'https://shop.test/', title: 'Shop', referrer: '' };
    const started = await settled(
      startDialog(server.endpoint(), { ...ids, text: 'hi', visitorToken: 'tok', page }),
    );
    expect(started.dialog.id).toBe(12);
    expect(server.requests[0]).toMatchObject({ method: 'POST', path: '/dialogs' });
    expect(server.requests[0]?.token).toBeUndefined();
    expect(server.requests[0]?.body).toEqual({
      assistant_id: 'ast_1',
      client_id: 'd-1',
      visitor_token: 'tok',
      message: { client_id: 'M-1', text: 'hi' },
      page,
    });
  });

  it('of a site proves itself by its token and sends nothing else', async () => {
    server = new FakeServer('site');
    server.rest = created;
    await settled(startDialog(server.endpoint(), ids));
    expect(server.requests[0]).toMatchObject({ token: 'good', body: { client_id: 'd-1' } });
  });

  it('is tried until it is answered, stored meanwhile', async () => {
    const outbox = memoryOutbox();
    server.rest = 'down';
    const starting = startDialog(server.endpoint(), { ...ids, text: 'hi', outbox });
    await pass(20_000);
    expect(server.requests.length).toBeGreaterThan(3);
    expect(await outbox.all()).toMatchObject([{ clientId: 'm-1', startId: 'd-1', text: 'hi' }]);
    server.rest = created;
    expect((await settled(starting, 31_000)).dialog.id).toBe(12);
    expect(await outbox.all()).toEqual([]);
  });

  it('that is refused stays stored and says why', async () => {
    const outbox = memoryOutbox();
    server.rest = problem(403, 'origin_not_allowed');
    const starting = settled(startDialog(server.endpoint(), { ...ids, text: 'hi', outbox }));
    await expect(starting).rejects.toMatchObject({ code: 'origin_not_allowed' });
    expect(await outbox.all()).toHaveLength(1);
  });

  it('may be given up', async () => {
    server.rest = 'down';
    const stop = new AbortController();
    const starting = startDialog(server.endpoint(), { ...ids, signal: stop.signal });
    const refused = expect(starting).rejects.toMatchObject({ code: 'aborted' });
    await pass(300);
    stop.abort();
    await refused;
    await pass(60_000);
    expect(vi.getTimerCount()).toBe(0);
  });
});
