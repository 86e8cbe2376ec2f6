import { within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { FakeServer } from '@/testing/fake-server';
import { renderApp } from '@/testing/render-app';

const HERE = '/assistants/ast_4fK2m9/replay';

async function sentBy(server: FakeServer): Promise<unknown[]> {
  const bodies: unknown[] = [];
  const { request } = server;
  server.request = (method, address, body) => {
    if (address.endsWith('/replay')) bodies.push(body);
    return request.call(server, method, address, body);
  };
  return bodies;
}

test('past questions are asked again, and the words that changed are marked', async () => {
  const server = new FakeServer();
  const sent = await sentBy(server);
  const { screen, user } = await renderApp(HERE, server);
  await user.click(await screen.findByRole('button', { name: '25' }));
  await user.type(screen.getByLabelText('Instructions for this run'), 'Be brief.');
  await user.click(screen.getByRole('button', { name: 'Run' }));
  const result = await screen.findByRole('region', { name: 'Result' });
  expect(sent).toEqual([{ dialogs: 25, instructions: 'Be brief.' }]);

  const changed = within(result).getByText('How long do I have to send something back?').closest('article');
  expect([...(changed?.querySelectorAll('del') ?? [])].map((mark) => mark.textContent)).toContain('may ');
  expect([...(changed?.querySelectorAll('ins') ?? [])].map((mark) => mark.textContent)).toContain('can ');
  expect(within(result).getByText('2 → 2')).toBeTruthy();
  expect(within(result).getByText('The engine stayed silent for too long.')).toBeTruthy();
  const same = within(result).getByText('May I return a bowl?').closest('article');
  expect(same?.querySelector('del, ins')).toBeNull();

  await user.click(within(result).getByLabelText('Only what changed'));
  expect(within(result).queryByText('May I return a bowl?')).toBeNull();
  expect(within(result).getByText('Do you sell kayaks?')).toBeTruthy();
});

test('another model can be tried without saving it', async () => {
  const server = new FakeServer();
  const sent = await sentBy(server);
  const { screen, user } = await renderApp(HERE, server);
  await user.click(await screen.findByLabelText('Use another engine or model'));
  expect(screen.queryByRole('radio', { name: 'Workflow' })).toBeNull();
  await user.click(screen.getByRole('radio', { name: 'Anthropic' }));
  await user.click(screen.getByRole('button', { name: 'Run' }));
  expect(screen.getByText('Name the model.')).toBeTruthy();
  await user.type(screen.getByLabelText('Model'), 'big-model');
  await user.type(screen.getByLabelText('Key'), 'sk-1');
  await user.click(screen.getByRole('button', { name: 'Run' }));
  await screen.findByRole('region', { name: 'Result' });
  expect(sent).toEqual([{ dialogs: 10, engine: { kind: 'anthropic', model: 'big-model', key: 'sk-1' } }]);
  expect(server.administration.assistants[0]?.engine.kind).toBe('knowledge');
});

test('past questions of a workflow are asked of another engine', async () => {
  const server = new FakeServer();
  Object.assign(server.administration.assistants[0] ?? {}, {
    engine: { kind: 'webhook', base_url: 'https://n8n.shop.example/webhook/ask', has_key: false },
  });
  const sent = await sentBy(server);
  const { screen, user } = await renderApp(HERE, server);
  const builtIn = (await screen.findByRole('radio', { name: 'Built in' })) as HTMLInputElement;
  expect(builtIn.checked).toBe(true);
  await user.click(screen.getByRole('button', { name: 'Run' }));
  await screen.findByRole('region', { name: 'Result' });
  expect(sent).toEqual([{ dialogs: 10, engine: { kind: 'knowledge' } }]);
});

test('an answer that failed says why, and what to do about it', async () => {
  const server = new FakeServer();
  const { request } = server;
  server.request = (method, address, body) => {
    const answer = request.call(server, method, address, body);
    const { items = [] } = Object(answer.body) as { items?: { error?: string }[] };
    if (address.endsWith('/replay'))
      for (const item of items) if (item.error) Object.assign(item, { failure: 'unauthorized' });
    return answer;
  };
  const { screen, user } = await renderApp(HERE, server);
  await user.click(await screen.findByRole('button', { name: 'Run' }));
  expect(
    await screen.findByText('The provider refused the key. Check it in the assistant’s engine settings.'),
  ).toBeTruthy();
});
