import { waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import type { EmbeddingStatus, Embeddings } from '@/lib/wire';
import { problemBody } from '@/testing/fake-answer';
import { signedIn } from '@/testing/fake-data';
import { FakeServer } from '@/testing/fake-server';
import { renderApp } from '@/testing/render-app';
import { faultWords } from './faults';
import { nextLook } from './queries';
import { progressWords, troubleWords } from './words';

const HERE = '/assistants/ast_4fK2m9/knowledge';
const KEY = 'sk-secret-0002';
const NOW = Date.parse('2026-11-22T05:00:00.000Z');
const SAVED: Embeddings = { base_url: 'https://vectors.example/v1', model: 'small', has_key: true };
const WORKING: EmbeddingStatus = { state: 'working', passages: 980, embedded: 412, most: 20_000 };

/** A server whose assistant has its articles embedded already. */
function embedding(status: Partial<EmbeddingStatus> = {}): FakeServer {
  const server = new FakeServer();
  Object.assign(server.administration.assistants[0] ?? {}, { embeddings: SAVED });
  server.administration.embedding = { ...WORKING, ...status };
  return server;
}

const patches = (server: FakeServer) => server.asked.filter((line) => line.startsWith('PATCH'));
const looks = (server: FakeServer) => server.asked.filter((line) => line.endsWith('/embeddings'));

test('it is off until somebody turns it on, and then says how far it is while it works', async () => {
  const { screen, user, server } = await renderApp(HERE);
  const card = within(await screen.findByRole('region', { name: 'Search by meaning' }));
  expect(card.getByText('Off')).toBeTruthy();
  expect(card.getByText(/is sent to a provider that you choose/)).toBeTruthy();
  expect(looks(server)).toEqual([]);
  await user.click(card.getByRole('button', { name: 'Turn on' }));
  const form = within(screen.getByRole('dialog', { name: 'Search by meaning' }));
  await user.click(form.getByRole('button', { name: 'OpenAI' }));
  await user.type(form.getByLabelText('Model'), 'text-embedding-3-small');
  await user.type(form.getByLabelText('Key'), KEY);
  await user.type(form.getByLabelText('Price of a million tokens'), '0.02');
  expect((form.getByLabelText('Key') as HTMLInputElement).type).toBe('password');
  await user.click(form.getByRole('button', { name: 'Save' }));

  expect(await card.findByText(/^0 of 980 passages ready/)).toBeTruthy();
  expect(screen.queryByRole('dialog')).toBeNull();
  expect(document.body.innerHTML).not.toContain(KEY);
  expect(server.administration.assistants[0]?.embeddings).toEqual({
    base_url: 'https://api.openai.com/v1',
    model: 'text-embedding-3-small',
    input_price_micros: 20_000,
    has_key: true,
  });
  server.administration.embedding = { ...WORKING, state: 'ready', embedded: 980 };
  expect(await card.findByText(/^All 980 passages are ready/, undefined, { timeout: 5_000 })).toBeTruthy();
  expect(card.getByText('On')).toBeTruthy();
});

test('what is wrong is said at its field, and the first of them gets the keyboard', async () => {
  const { screen, user, server } = await renderApp(HERE);
  await user.click(await screen.findByRole('button', { name: 'Turn on' }));
  const form = within(screen.getByRole('dialog'));
  await user.type(form.getByLabelText('Address'), 'vectors');
  await user.type(form.getByLabelText('Price of a million tokens'), 'cheap');
  await user.click(form.getByRole('button', { name: 'Save' }));
  expect(form.getByText(/^It has to be a whole address/)).toBeTruthy();
  expect(form.getByText('Name the model.')).toBeTruthy();
  expect(form.getByText('An amount such as 0.02.')).toBeTruthy();
  await waitFor(() => expect(document.activeElement).toBe(form.getByLabelText('Address')));
  expect(patches(server)).toEqual([]);
});

test.each([
  ['address_refused', 'It leads into a private network.', 'Address'],
  ['invalid_request', '`model` has at most 120 characters', 'Model'],
  ['invalid_request', '`key` is 1 to 512 characters without spaces', 'Key'],
])('the server’s %s is shown where it belongs: %s', async (code, words, label) => {
  const server = new FakeServer();
  server.refuse = (method) =>
    method === 'PATCH' ? { status: 422, body: problemBody(code, words) } : undefined;
  const { screen, user } = await renderApp(HERE, server);
  await user.click(await screen.findByRole('button', { name: 'Turn on' }));
  const form = within(screen.getByRole('dialog'));
  await user.type(form.getByLabelText('Model'), 'small');
  await user.click(form.getByRole('button', { name: 'Save' }));
  const field = form.getByLabelText(label);
  await waitFor(() => expect(field.getAttribute('aria-invalid')).toBe('true'));
  await user.type(field, 'https://x.example');
  expect(field.getAttribute('aria-invalid')).toBe('false');
});

test('a refusal that names no field is said in the form, which stays open', async () => {
  const server = new FakeServer();
  server.refuse = (method) =>
    method === 'PATCH' ? { status: 503, body: problemBody('unavailable', 'Not now.') } : undefined;
  const { screen, user } = await renderApp(HERE, server);
  await user.click(await screen.findByRole('button', { name: 'Turn on' }));
  const form = within(screen.getByRole('dialog'));
  await user.type(form.getByLabelText('Model'), 'small');
  await user.click(form.getByRole('button', { name: 'Save' }));
  expect((await form.findByRole('alert')).textContent).toBe('Not now.');
});

test('the key stays at its server only, and another model says what it costs', async () => {
  const { screen, user, server } = await renderApp(HERE, embedding());
  await user.click(await screen.findByRole('button', { name: 'Change' }));
  const form = within(screen.getByRole('dialog'));
  expect(form.getByText('A key is saved')).toBeTruthy();
  expect(form.queryByText(/sent anew/)).toBeNull();
  await user.type(form.getByLabelText('Model'), '-2');
  expect(form.getByText(/all passages are sent anew/)).toBeTruthy();
  await user.clear(form.getByLabelText('Address'));
  await user.type(form.getByLabelText('Address'), 'https://elsewhere.example/v1');
  expect(form.getByText(/^The saved key goes to no other server/)).toBeTruthy();
  await user.clear(form.getByLabelText('Address'));
  await user.type(form.getByLabelText('Address'), 'https://vectors.example/v1');
  await user.click(form.getByRole('button', { name: 'Save' }));
  await waitFor(() => expect(server.administration.assistants[0]?.embeddings?.model).toBe('small-2'));
  expect(server.administration.assistants[0]?.embeddings?.has_key).toBe(true);
});

test('it is turned off only by whoever means it', async () => {
  const { screen, user, server } = await renderApp(HERE, embedding());
  const card = within(await screen.findByRole('region', { name: 'Search by meaning' }));
  expect(await card.findByText(/^412 of 980 passages ready/)).toBeTruthy();
  await user.click(card.getByRole('button', { name: 'Turn off' }));
  await user.click(screen.getByRole('button', { name: 'Keep it on' }));
  expect(patches(server)).toEqual([]);
  await user.click(card.getByRole('button', { name: 'Turn off' }));
  await user.click(within(screen.getByRole('dialog')).getByRole('button', { name: 'Turn off' }));
  expect(await card.findByText('Off')).toBeTruthy();
  expect(server.administration.assistants[0]?.embeddings).toBeUndefined();
});

test('what has stopped says what to do, and is tried again with what is saved', async () => {
  const { screen, user, server } = await renderApp(
    HERE,
    embedding({ state: 'stopped', error: 'unauthorized' }),
  );
  expect(await screen.findByText(/^The provider does not accept the key/)).toBeTruthy();
  await user.click(screen.getByRole('button', { name: 'Try again' }));
  expect(await screen.findByText(/^0 of 980 passages ready/)).toBeTruthy();
  expect(server.administration.assistants[0]?.embeddings).toEqual(SAVED);
  expect(screen.queryByRole('button', { name: 'Try again' })).toBeNull();
});

/** The same server, for somebody who manages nothing. */
function asAgent(server: FakeServer): FakeServer {
  const operator = { ...signedIn.operator, role: 'agent' as const };
  server.refuse = (_, path) =>
    path.startsWith('/auth/') ? { status: 200, body: { ...signedIn, operator } } : undefined;
  return server;
}

test('agents see how far it is, and change nothing', async () => {
  const { screen } = await renderApp(HERE, asAgent(embedding({ state: 'stopped', error: 'rejected' })));
  const card = within(await screen.findByRole('region', { name: 'Search by meaning' }));
  expect(await card.findByText(/^412 of 980 passages ready/)).toBeTruthy();
  expect(card.queryByRole('button')).toBeNull();
});

test('where it is off, agents see nothing of it', async () => {
  const { screen } = await renderApp(HERE, asAgent(new FakeServer()));
  expect(await screen.findByText('5 articles')).toBeTruthy();
  expect(screen.queryByText('Search by meaning')).toBeNull();
});

test('it is looked at again only when it may have changed by itself', () => {
  const retry_at = new Date(NOW + 60_000).toISOString();
  expect(nextLook(undefined, NOW)).toBe(false);
  expect(nextLook(WORKING, NOW)).toBe(3_000);
  expect(nextLook({ ...WORKING, state: 'ready' }, NOW)).toBe(false);
  expect(nextLook({ ...WORKING, state: 'stopped', error: 'rejected' }, NOW)).toBe(false);
  const waiting: EmbeddingStatus = { ...WORKING, state: 'waiting', error: 'timed_out', retry_at };
  expect(nextLook(waiting, NOW)).toBe(63_000);
  expect(nextLook(waiting, NOW + 90_000)).toBe(3_000);
  expect(nextLook({ ...waiting, retry_at: '2036-01-01T00:00:00.000Z' }, NOW)).toBe(600_000);
});

test('how far it is, and what is in the way, is in words', () => {
  const ready = { ...WORKING, state: 'ready' as const };
  expect(progressWords({ ...ready, passages: 0, embedded: 0 })).toBe('There is no article yet.');
  expect(progressWords({ ...ready, passages: 1, embedded: 1 })).toBe('The only passage is ready.');
  expect(progressWords({ ...ready, passages: 20_300, embedded: 20_000 })).toBe(
    'The first 20,000 passages are ready. The 300 beyond are found by their words alone.',
  );
  const waiting = { ...WORKING, state: 'waiting' as const, error: 'budget_spent' as const };
  const retry_at = new Date(NOW + 60_000).toISOString();
  expect(troubleWords({ ...waiting, retry_at }, NOW)).toMatch(
    /budget for AI is spent.*tried again by itself at/,
  );
  expect(troubleWords({ ...waiting, retry_at }, NOW + 60_000)).toMatch(/It is being tried again\.$/);
  expect(faultWords('something_new' as never)).toBe('The provider could not be used.');
});
