import { fireEvent, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { problemBody } from '@/testing/fake-answer';
import { FakeServer } from '@/testing/fake-server';
import { renderApp } from '@/testing/render-app';

const HERE = '/assistants/ast_4fK2m9/sources';
const aFile = (name: string, size = 10) => new File(['x'.repeat(size)], name);

test('pages are added, read while one looks, and come to rest', async () => {
  const { screen, user, server } = await renderApp(HERE);
  await user.click(await screen.findByRole('button', { name: 'Add pages' }));
  await user.click(screen.getByRole('button', { name: 'Add' }));
  expect(screen.getByText(/An address such as/)).toBeTruthy();
  await user.type(screen.getByLabelText('Addresses'), 'shop.example/help{Enter}https://shop.example/faq');
  await user.click(screen.getByRole('button', { name: 'Add' }));
  expect(await screen.findByText('Waiting')).toBeTruthy();
  const [source] = server.knowledge.sources;
  Object.assign(source ?? {}, { state: 'running', pages: { ...source?.pages, found: 2, pending: 1 } });
  expect(await screen.findByText('1 of 2 pages looked at')).toBeTruthy();
  Object.assign(source ?? {}, { state: 'failed', reason: 'unreachable' });
  expect(
    await screen.findByText('Nothing was read: the server could not be reached.', undefined, {
      timeout: 5_000,
    }),
  ).toBeTruthy();
});

test('an address that may not be called is refused at its field', async () => {
  const server = new FakeServer();
  server.refuse = (method, path) =>
    method === 'POST' && path.endsWith('/sources')
      ? { status: 422, body: problemBody('address_refused', 'http://10.0.0.1 is in a private network.') }
      : undefined;
  const { screen, user } = await renderApp(HERE, server);
  await user.click(await screen.findByRole('button', { name: 'Add a sitemap' }));
  const field = screen.getByLabelText('Address of the sitemap');
  await user.type(field, 'http://10.0.0.1/sitemap.xml{Enter}');
  expect(await screen.findByText(/is in a private network/)).toBeTruthy();
  expect(field.getAttribute('aria-invalid')).toBe('true');
});

test('files are dropped, and one that cannot be read says why', async () => {
  const server = new FakeServer();
  server.refuse = (_, path) =>
    path.endsWith('/files') && server.asked.at(-1)?.includes('locked')
      ? { status: 422, body: problemBody('unreadable_file', 'The file is locked with a password.') }
      : undefined;
  const { screen, user } = await renderApp(HERE, server);
  const zone = (await screen.findByText(/^Drop files here/)).parentElement as HTMLElement;
  const files = [aFile('locked.pdf'), aFile('hours.md'), aFile('huge.pdf', 10 * 1024 * 1024 + 1)];
  fireEvent.drop(zone, { dataTransfer: { files } });
  expect(await screen.findByText('hours.md')).toBeTruthy();
  expect(await screen.findByText(/The file is locked with a password/)).toBeTruthy();
  expect(await screen.findByText(/10 MiB at most/)).toBeTruthy();
  expect(server.asked.filter((line) => line.includes('/files?'))).toHaveLength(2);
  await user.click(screen.getByRole('button', { name: 'Forget locked.pdf' }));
  expect(screen.queryByText(/locked with a password/)).toBeNull();
});

test('what became of each page is a click away, and errors are in words', async () => {
  const { screen, user } = await renderApp(HERE);
  expect(await screen.findByText('3 pages could not be read.')).toBeTruthy();
  await user.click(screen.getByRole('button', { name: 'Show the pages' }));
  const pages = await screen.findByRole('list', { name: /^Pages of/ });
  expect(await within(pages).findByText('Not read: the server answered 500')).toBeTruthy();
  expect(within(pages).getByText('Changed by hand, left alone')).toBeTruthy();
  expect(within(pages).getByRole('link', { name: 'shop.example/help/returns' }).getAttribute('href')).toMatch(
    /knowledge\/2$/,
  );
});

test('a source is read again, and deleted with or without its articles', async () => {
  const { screen, user, server } = await renderApp(HERE);
  await user.click(await screen.findByRole('button', { name: /^Read .*sitemap.xml again/ }));
  expect(await screen.findByText('Waiting')).toBeTruthy();
  await user.click(screen.getByRole('button', { name: 'Delete handbook.pdf' }));
  await user.click(await screen.findByRole('button', { name: 'Keep the articles' }));
  await waitFor(() => expect(screen.queryByText('handbook.pdf')).toBeNull());
  expect(server.asked).toContain('DELETE /assistants/ast_4fK2m9/sources/1?articles=keep');
});
