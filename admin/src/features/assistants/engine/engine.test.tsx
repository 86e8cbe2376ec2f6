import { waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { problemBody } from '@/testing/fake-answer';
import { FakeServer } from '@/testing/fake-server';
import { renderApp } from '@/testing/render-app';

const HERE = '/assistants/ast_4fK2m9/engine';
const KEY = 'sk-secret-0001';

test('a model is chosen, and its key is never seen again', async () => {
  const { screen, user, server } = await renderApp(HERE);
  await user.click(await screen.findByRole('radio', { name: 'OpenAI-compatible' }));
  await user.click(screen.getByRole('button', { name: 'OpenAI' }));
  await user.type(screen.getByLabelText('Model'), 'small-model');
  await user.type(screen.getByLabelText('Key'), KEY);
  await user.type(screen.getByLabelText('Price of a million tokens read'), '0.15');
  await user.type(screen.getByLabelText('Instructions'), 'Be brief.');
  expect((screen.getByLabelText('Key') as HTMLInputElement).type).toBe('password');
  await user.click(screen.getByRole('button', { name: 'Save' }));

  expect(await screen.findByText('A key is saved')).toBeTruthy();
  expect(document.body.innerHTML).not.toContain(KEY);
  expect(server.administration.assistants[0]).toMatchObject({
    engine: {
      kind: 'openai',
      base_url: 'https://api.openai.com/v1',
      model: 'small-model',
      input_price_micros: 150_000,
      has_key: true,
    },
    instructions: 'Be brief.',
  });
});

test('a saved key can be removed, and that can be taken back', async () => {
  const server = new FakeServer();
  Object.assign(server.administration.assistants[0] ?? {}, {
    engine: { kind: 'openai', model: 'm', has_key: true },
  });
  const { screen, user } = await renderApp(HERE, server);
  await user.click(await screen.findByRole('button', { name: 'Remove' }));
  await user.click(screen.getByRole('button', { name: 'Keep it' }));
  await user.click(screen.getByRole('button', { name: 'Save' }));
  await screen.findByText(/^Saved\./);
  expect(server.administration.assistants[0]?.engine.has_key).toBe(true);
  await user.click(screen.getByRole('button', { name: 'Remove' }));
  await user.click(screen.getByRole('button', { name: 'Save' }));
  await waitFor(() => expect(server.administration.assistants[0]?.engine.has_key).toBe(false));
});

test('at another server the saved key is asked for anew, and is there again at its own', async () => {
  const server = new FakeServer();
  const base_url = 'https://models.example/v1';
  Object.assign(server.administration.assistants[0] ?? {}, {
    engine: { kind: 'openai', base_url, model: 'm', has_key: true },
  });
  const { screen, user } = await renderApp(HERE, server);
  const address = await screen.findByLabelText('Address');
  expect(screen.getByText('A key is saved')).toBeTruthy();
  await user.type(address, '/deeper');
  expect(screen.getByText('A key is saved')).toBeTruthy();
  await user.clear(address);
  await user.type(address, 'https://elsewhere.example/v1');
  expect(screen.queryByText('A key is saved')).toBeNull();
  expect(screen.getByText(/^The saved key goes to no other server/)).toBeTruthy();
  await user.clear(address);
  await user.type(address, base_url);
  expect(screen.getByText('A key is saved')).toBeTruthy();
});

test('a workflow elsewhere needs a secret of its own', async () => {
  const server = new FakeServer();
  Object.assign(server.administration.assistants[0] ?? {}, {
    engine: { kind: 'webhook', base_url: 'https://n8n.shop.example/webhook/ask', has_key: true },
  });
  const { screen, user } = await renderApp(HERE, server);
  const address = await screen.findByLabelText('Address of the workflow');
  expect(screen.getByText('A secret is saved')).toBeTruthy();
  await user.clear(address);
  await user.type(address, 'https://n8n.other.example/webhook/ask');
  expect(screen.getByText(/^The saved secret goes to no other server/)).toBeTruthy();
});

test('a workflow’s secret is made here and can be read until it is saved', async () => {
  const { screen, user, server } = await renderApp(HERE);
  await user.click(await screen.findByRole('radio', { name: 'Workflow' }));
  await user.type(screen.getByLabelText('Address of the workflow'), 'https://n8n.shop.example/webhook/ask');
  await user.click(screen.getByRole('button', { name: 'Save' }));
  expect(await screen.findByText(/^Make one: a workflow is sent nothing/)).toBeTruthy();
  const make = screen.getByRole('button', { name: 'Make a secret' });
  await waitFor(() => expect(document.activeElement).toBe(make));
  await user.click(make);
  const secret = within(screen.getByTitle('Signing secret')).getByText(/^whsec_/).textContent ?? '';
  await user.click(screen.getByRole('button', { name: 'Save' }));
  expect(await screen.findByText('A secret is saved')).toBeTruthy();
  expect(document.body.innerHTML).not.toContain(secret);
  expect(server.administration.assistants[0]?.engine).toMatchObject({ kind: 'webhook', has_key: true });
});

test('what is wrong is said at its field, and the first of them gets the keyboard', async () => {
  const { screen, user, server } = await renderApp(HERE);
  await user.click(await screen.findByRole('radio', { name: 'OpenAI-compatible' }));
  await user.type(screen.getByLabelText('Temperature'), '9');
  await user.click(screen.getByRole('button', { name: 'Save' }));
  const model = screen.getByLabelText('Model');
  expect(await screen.findByText('Name the model.')).toBeTruthy();
  expect(screen.getByText('A number from 0 to 2.')).toBeTruthy();
  await waitFor(() => expect(document.activeElement).toBe(model));
  expect(server.asked.some((line) => line.startsWith('PATCH'))).toBe(false);
});

test('an address that the server may not call is refused at the address', async () => {
  const server = new FakeServer();
  server.refuse = (method) =>
    method === 'PATCH'
      ? { status: 422, body: problemBody('address_refused', 'It leads into a private network.') }
      : undefined;
  const { screen, user } = await renderApp(HERE, server);
  await user.click(await screen.findByRole('radio', { name: 'OpenAI-compatible' }));
  await user.click(screen.getByRole('button', { name: 'Ollama' }));
  await user.type(screen.getByLabelText('Model'), 'llama');
  await user.click(screen.getByRole('button', { name: 'Save' }));
  const address = screen.getByLabelText('Address');
  await waitFor(() => expect(address.getAttribute('aria-invalid')).toBe('true'));
  expect(screen.getByText('It leads into a private network.')).toBeTruthy();
  await user.type(address, 'x');
  expect(address.getAttribute('aria-invalid')).toBe('false');
});

test('when a person is asked is kept', async () => {
  const { screen, user, server } = await renderApp(HERE);
  await user.click(await screen.findByLabelText('Always show the way to a person'));
  await user.click(screen.getByLabelText('Keep the dialog while nobody is there'));
  await user.clear(screen.getByLabelText('How many'));
  await user.type(screen.getByLabelText('How many'), '3');
  await user.type(screen.getByLabelText('Topics for people'), 'Damage{Enter}Contracts');
  await user.click(screen.getByRole('button', { name: 'Save' }));
  await waitFor(() =>
    expect(server.administration.assistants[0]?.handoff).toEqual({
      always_offer: false,
      after_unanswered: 3,
      topics: ['Damage', 'Contracts'],
      outside_hours: 'keep',
    }),
  );
});

test('trying it shows how long it took and what it read', async () => {
  const { screen, user } = await renderApp(HERE);
  await user.type(await screen.findByLabelText('A question to try'), 'How do I return it?{Enter}');
  expect(await screen.findByText(/1\.8 s · 1,240 tokens read, 86 written/)).toBeTruthy();
});
