import { expect, test } from 'vitest';
import { problem } from '@/testing/fake-answer';
import { FakeServer } from '@/testing/fake-server';
import { renderApp } from '@/testing/render-app';

const used = problem(409, 'setup_done', 'This was set up already.');
const incomplete = problem(422, 'invalid_request', '`email` is no address');

async function opened(answer: (body: Record<string, unknown>) => ReturnType<typeof problem>) {
  const server = new FakeServer();
  server.signedIn = false;
  const { request } = server;
  server.request = (method, address, body) =>
    address.endsWith('/auth/setup') ? answer(body ?? {}) : request.call(server, method, address, body);
  return renderApp('/setup#token', server);
}

test('a link that was used says so, and where to sign in', async () => {
  const { screen, user } = await opened(() => used);
  expect(await screen.findByRole('heading', { name: 'This link was used already' })).toBeTruthy();
  expect(screen.queryByLabelText('Company')).toBeNull();
  await user.click(screen.getByRole('link', { name: 'Go to the sign-in page' }));
  expect(await screen.findByRole('button', { name: 'Sign in' })).toBeTruthy();
});

test('a link that is used by somebody else meanwhile says so, too', async () => {
  const { screen, user } = await opened(({ email }) => (email === '' ? incomplete : used));
  await user.type(await screen.findByLabelText('Company'), 'Kiln & Co');
  await user.type(screen.getByLabelText('Your name'), 'Ann');
  await user.type(screen.getByLabelText('E-mail address'), 'ann@shop.example');
  await user.type(screen.getByLabelText('Password'), 'a good long one');
  await user.click(screen.getByRole('button', { name: 'Start' }));
  expect(await screen.findByRole('heading', { name: 'This link was used already' })).toBeTruthy();
});
