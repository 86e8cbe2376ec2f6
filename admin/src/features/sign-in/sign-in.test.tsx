import { expect, test } from 'vitest';
import { renew, session } from '@/lib/session';
import { FakeServer } from '@/testing/fake-server';
import { renderApp } from '@/testing/render-app';

function signedOutServer(): FakeServer {
  const server = new FakeServer();
  server.signedIn = false;
  return server;
}

test('who is not signed in is asked to, and comes back to where they wanted to go', async () => {
  const { screen, user } = await renderApp('/inbox/waiting/1', signedOutServer());
  await user.type(await screen.findByLabelText('E-mail address'), 'ann@shop.example');
  expect(location.pathname).toBe('/sign-in');
  await user.type(screen.getByLabelText('Password'), 'right');
  await user.click(screen.getByRole('button', { name: 'Sign in' }));
  expect(await screen.findByRole('link', { name: /^Waiting/, current: 'page' })).toBeTruthy();
  expect(location.pathname).toBe('/inbox/waiting/1');
});

test('a wrong password says nothing about who has an account', async () => {
  const { screen, user } = await renderApp('/', signedOutServer());
  await user.type(await screen.findByLabelText('E-mail address'), 'who@shop.example');
  await user.type(screen.getByLabelText('Password'), 'wrong');
  await user.click(screen.getByRole('button', { name: 'Sign in' }));
  expect((await screen.findByRole('alert')).textContent).toBe('E-mail address or password is not right.');
});

test('an address outside of the dashboard is not followed after signing in', async () => {
  const { screen, user } = await renderApp('/sign-in?next=//evil.example/x', signedOutServer());
  await user.type(await screen.findByLabelText('E-mail address'), 'ann@shop.example');
  await user.type(screen.getByLabelText('Password'), 'right');
  await user.click(screen.getByRole('button', { name: 'Sign in' }));
  await screen.findByRole('navigation', { name: 'Sections' });
  expect(location.href).not.toContain('evil');
});

test('many who need a new token at once spend one cookie', async () => {
  const { server } = await renderApp('/');
  await renew();
  const before = server.asked.filter((line) => line.endsWith('/auth/refresh')).length;
  await Promise.all([renew(), renew(), renew()]);
  expect(server.asked.filter((line) => line.endsWith('/auth/refresh')).length - before).toBe(1);
});

test('the access token is nowhere that a script of another page could read it', async () => {
  const { screen } = await renderApp('/');
  await screen.findByRole('navigation', { name: 'Sections' });
  expect(JSON.stringify({ ...localStorage, ...sessionStorage, ...session.getState() })).not.toContain(
    '"token"',
  );
});

test('signing out asks the server and leaves nothing on the screen', async () => {
  const { screen, user, server } = await renderApp('/inbox/all');
  await user.click(await screen.findByRole('button', { name: /your menu/ }));
  await user.click(screen.getByRole('menuitem', { name: 'Sign out' }));
  expect(await screen.findByLabelText('Password')).toBeTruthy();
  expect(server.asked).toContain('POST /auth/logout');
});
