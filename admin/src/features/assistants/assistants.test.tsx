import { waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';
import { problemBody } from '@/testing/fake-answer';
import { FakeServer } from '@/testing/fake-server';
import { renderApp } from '@/testing/render-app';

test('from nothing to an assistant with an article', async () => {
  const { screen, user, server } = await renderApp('/assistants');
  await user.click(await screen.findByRole('button', { name: 'New assistant' }));
  await user.type(screen.getByLabelText('Name'), 'Ada');
  await user.click(screen.getByRole('button', { name: 'Make it' }));
  await user.type(await screen.findByLabelText('Title'), 'Opening hours');
  await user.type(screen.getByLabelText('Text'), 'We open at nine.');
  await user.click(screen.getByRole('button', { name: 'Save' }));
  expect(await screen.findByText('Opening hours')).toBeTruthy();
  expect(server.administration.articles[0]).toMatchObject({
    title: 'Opening hours',
    body: 'We open at nine.',
  });
});

test('a question is tried, and what it does not know is said', async () => {
  const { screen, user } = await renderApp('/assistants/ast_4fK2m9/knowledge');
  const field = await screen.findByLabelText('A question to try');
  await user.type(field, 'How do I return it?{Enter}');
  expect((await screen.findByText('within 30 days')).tagName).toBe('STRONG');
  await user.clear(field);
  await user.type(field, 'Who are you?{Enter}');
  expect(await screen.findByText(/It does not know this/)).toBeTruthy();
});

test('a question that the engine could not be asked says why, and what to do', async () => {
  const server = new FakeServer();
  const detail = 'the engine answered with status 401';
  const body = { ...problemBody('unavailable', 'Unavailable'), detail, failure: 'unauthorized' };
  server.refuse = (_, path) => (path.endsWith('/try') ? { status: 503, body } : undefined);
  const { screen, user } = await renderApp('/assistants/ast_4fK2m9/knowledge', server);
  await user.type(await screen.findByLabelText('A question to try'), 'Who are you?{Enter}');
  expect((await screen.findByRole('alert')).textContent).toBe(
    'The provider refused the key. Check it in the assistant’s engine settings.',
  );
  expect(screen.getByText(detail)).toBeTruthy();
});

test('settings keep origins in one spelling and refuse what is none', async () => {
  const { screen, user, server } = await renderApp('/assistants/ast_4fK2m9/settings');
  const field = await screen.findByLabelText('Allowed pages');
  await user.clear(field);
  await user.type(field, 'Shop.example/cart{Enter}*');
  expect(screen.getByText('This is no origin: *')).toBeTruthy();
  await user.type(field, '{Backspace}');
  await user.click(screen.getByRole('button', { name: 'Save' }));
  await waitFor(() =>
    expect(server.administration.assistants[0]?.allowed_origins).toEqual(['https://shop.example']),
  );
});

test('the secret of a site is shown once', async () => {
  const { screen, user } = await renderApp('/assistants/ast_4fK2m9/install');
  await user.click(await screen.findByRole('button', { name: 'New site' }));
  await user.type(screen.getByLabelText('Name'), 'Account');
  await user.click(screen.getByRole('button', { name: 'Make it' }));
  expect(await screen.findByText('tdms_Zk3v8mQ1x0b7RrT5yLw2')).toBeTruthy();
  await user.click(screen.getByRole('link', { name: 'Knowledge' }));
  await user.click(screen.getByRole('link', { name: 'Install' }));
  await screen.findByText('Account');
  expect(screen.queryByText('tdms_Zk3v8mQ1x0b7RrT5yLw2')).toBeNull();
});
