import { waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { FakeServer } from '@/testing/fake-server';
import { renderApp } from '@/testing/render-app';

const tab = (name: RegExp) => ({ name, current: 'page' as const });

test('the tabs count, and the list holds what they say', async () => {
  const { screen, user } = await renderApp('/inbox/all');
  const views = await screen.findByRole('navigation', { name: 'Views' });
  await within(views).findByRole('link', { name: /^Waiting\s*10$/ });
  await user.keyboard('2');
  expect(await screen.findByRole('link', tab(/^Waiting/))).toBeTruthy();
  expect(location.pathname).toBe('/inbox/waiting');
  // Who has been waiting longest comes first.
  await waitFor(() => expect(document.querySelector('[data-row]')?.getAttribute('data-row')).toBe('40'));
});

test('a dialog that is queued moves, is counted at once, and shows in the title', async () => {
  const { screen, server } = await renderApp('/inbox/waiting');
  const views = await screen.findByRole('navigation', { name: 'Views' });
  await within(views).findByRole('link', { name: /^Waiting\s*10$/ });
  const dialog = server.dialogs.find(({ id }) => id === 3);
  if (!dialog) throw new Error('no dialog 3');
  server.change(dialog, { state: 'queued', state_since: '2020-01-01T00:00:00.000Z' });
  await waitFor(() => expect(document.querySelector('[data-row="3"]')).toBeTruthy());
  await waitFor(() => expect(document.title).toBe('(11) Tandem'), { timeout: 4_000 });
});

test('J and K walk, ] goes to who waits, Esc leaves', async () => {
  const { screen, user } = await renderApp('/inbox/mine');
  await waitFor(() => expect(document.querySelectorAll('[data-row]').length).toBeGreaterThan(1));
  const rows = [...document.querySelectorAll('[data-row]')].map((row) => row.getAttribute('data-row'));
  await user.keyboard('j');
  expect(location.pathname).toBe(`/inbox/mine/${rows[0]}`);
  await user.keyboard('j');
  expect(location.pathname).toBe(`/inbox/mine/${rows[1]}`);
  await user.keyboard('k');
  expect(location.pathname).toBe(`/inbox/mine/${rows[0]}`);
  await user.keyboard(']');
  await waitFor(() => expect(location.pathname).toBe('/inbox/waiting/40'));
  await screen.findByRole('button', { name: /^Close$/ });
  await user.keyboard('{Escape}');
  expect(location.pathname).toBe('/inbox/waiting');
});

test('a search stands in the address and can be emptied with Esc', async () => {
  const { screen, user } = await renderApp('/inbox/all');
  await screen.findByRole('searchbox', { name: 'Search dialogs' });
  await user.keyboard('/');
  await user.keyboard('Tanaka');
  await waitFor(() => expect(location.search).toBe('?q=Tanaka'));
  await waitFor(() =>
    expect(
      [...document.querySelectorAll('[data-row]')].every((row) => row.textContent?.includes('Tanaka')),
    ).toBe(true),
  );
  await user.keyboard('{Escape}');
  expect(location.search).toBe('');
});

test('Enter in the search opens what was found first, and the search stays', async () => {
  const { screen, user } = await renderApp('/inbox/all');
  await screen.findByRole('searchbox', { name: 'Search dialogs' });
  await user.keyboard('/Tanaka');
  await waitFor(() => expect(location.search).toBe('?q=Tanaka'));
  await waitFor(() => {
    const rows = [...document.querySelectorAll('[data-row]')];
    expect(rows.length).toBeGreaterThan(1);
    expect(rows.every((row) => row.textContent?.includes('Tanaka'))).toBe(true);
  });
  const [first, second] = [...document.querySelectorAll('[data-row]')].map((row) =>
    row.getAttribute('data-row'),
  );
  await user.keyboard('{Enter}');
  await waitFor(() => expect(location.pathname).toBe(`/inbox/all/${first}`));
  await user.keyboard('j');
  expect(location.pathname + location.search).toBe(`/inbox/all/${second}?q=Tanaka`);
});

test('where a dialog hides the list, / leads to the list first', async () => {
  const { screen, user } = await renderApp('/inbox/assistant/3');
  await screen.findByText('The AI answers here.');
  HTMLElement.prototype.checkVisibility = () => false;
  try {
    await user.keyboard('/Tan');
    expect(location.pathname).toBe('/inbox/assistant');
    expect((document.activeElement as HTMLInputElement).value).toBe('Tan');
  } finally {
    Reflect.deleteProperty(HTMLElement.prototype, 'checkVisibility');
  }
});

test('a failed list says so and can be asked again', async () => {
  const { screen, user, server } = await renderApp('/assistants');
  await screen.findByRole('heading', { name: 'Assistants' });
  server.refuse = (_, path) =>
    path === '/dialogs' ? { status: 403, body: { code: 'forbidden', title: 'Not yours.' } } : undefined;
  await user.click(screen.getByRole('link', { name: 'Inbox' }));
  expect(await screen.findByText('The list did not load')).toBeTruthy();
  server.refuse = () => undefined;
  await user.click(screen.getByRole('button', { name: 'Try again' }));
  await waitFor(() => expect(document.querySelectorAll('[data-row]').length).toBeGreaterThan(1));
});

test('a name that was only typed is marked in the list and in the head of its dialog', async () => {
  const server = new FakeServer();
  const named = (id: number, name: string | undefined, verified: boolean) => {
    const dialog = server.dialogs.find((known) => known.id === id);
    if (!dialog) throw new Error(`no dialog ${id}`);
    const { name: _, email: __, ...rest } = dialog.contact;
    dialog.contact = { ...rest, ...(name !== undefined && { name }), verified };
  };
  // The three that I hold first: a colleague's name, a customer's, and none.
  named(2, 'Ann Okafor', false);
  named(8, 'Mira Castellanos', true);
  named(20, undefined, false);
  const { screen, user } = await renderApp('/inbox/mine', server);
  const row = (id: number) =>
    waitFor(() => document.querySelector(`[data-row="${id}"]`) ?? Promise.reject(new Error(`no row ${id}`)));
  expect((await row(2)).textContent).toContain('not verified');
  expect((await row(8)).textContent).not.toContain('not verified');
  expect((await row(20)).textContent).not.toContain('not verified');
  await user.click(await row(2));
  await screen.findByLabelText('Reply to the visitor');
  const head = (await screen.findByRole('heading', { name: 'Ann Okafor' })).closest('header');
  expect(within(head as HTMLElement).getByText('not verified')).toBeTruthy();
});
