import { waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { signedIn } from '@/testing/fake-data';
import { FakeServer } from '@/testing/fake-server';
import { renderApp } from '@/testing/render-app';

async function people(server = new FakeServer()) {
  const app = await renderApp('/settings', server);
  return { ...app, list: await app.screen.findByRole('list', { name: 'People' }) };
}

test('a colleague is added with a role, and a taken address is refused in the form', async () => {
  const { screen, user, server, list } = await people();
  await user.click(screen.getByRole('button', { name: 'Add a colleague' }));
  const form = within(await screen.findByRole('dialog', { name: 'Add a colleague' }));
  await user.type(form.getByLabelText('Name'), 'Dana Ito');
  await user.type(form.getByLabelText('E-mail address'), 'bo@shop.example');
  await user.type(form.getByLabelText('Password'), 'a good long one');
  await user.selectOptions(form.getByLabelText('Role'), 'Admin');
  expect(form.getByText(/^Also sets up assistants/)).toBeTruthy();
  await user.click(form.getByRole('button', { name: 'Add' }));
  expect((await form.findByRole('alert')).textContent).toContain('in use');

  await user.clear(form.getByLabelText('E-mail address'));
  await user.type(form.getByLabelText('E-mail address'), 'dana@shop.example');
  await user.click(form.getByRole('button', { name: 'Add' }));
  expect(await within(list).findByText('Dana Ito')).toBeTruthy();
  expect(server.people.members.at(-1)).toMatchObject({ email: 'dana@shop.example', role: 'admin' });
});

test('a colleague gets another role, or goes; oneself stays', async () => {
  const { screen, user, server, list } = await people();
  expect(within(list).getByText('Owner · you')).toBeTruthy();
  expect(within(list).queryByRole('button', { name: 'Remove Ann Okafor' })).toBeNull();
  await user.selectOptions(within(list).getByLabelText('Role of Bo Lindqvist'), 'Admin');
  expect(await screen.findByText('Bo Lindqvist is admin now.')).toBeTruthy();
  await user.click(within(list).getByRole('button', { name: 'Remove Chidi Anagonye' }));
  await user.click(await screen.findByRole('button', { name: 'Remove' }));
  await waitFor(() => expect(within(list).queryByText('Chidi Anagonye')).toBeNull());
  expect(server.people.members.map(({ name, role }) => [name, role])).toEqual([
    [signedIn.operator.name, 'owner'],
    ['Bo Lindqvist', 'admin'],
  ]);
});

test('agents see who is there, and change nothing', async () => {
  const server = new FakeServer();
  const operator = { ...signedIn.operator, role: 'agent' as const };
  server.refuse = (_, path) =>
    path.startsWith('/auth/') ? { status: 200, body: { ...signedIn, operator } } : undefined;
  const { screen, list } = await people(server);
  expect(within(list).getByText('Bo Lindqvist')).toBeTruthy();
  expect(within(list).queryByRole('combobox')).toBeNull();
  expect(screen.queryByRole('button', { name: 'Add a colleague' })).toBeNull();
  expect(screen.getByText('Only owners and admins add colleagues.')).toBeTruthy();
});
