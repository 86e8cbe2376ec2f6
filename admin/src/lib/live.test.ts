import { QueryClient } from '@tanstack/react-query';
import { expect, onTestFinished, test, vi } from 'vitest';
import { FakeServer } from '@/testing/fake-server';
import { installFake } from '@/testing/install-fake';
import { type Call, startLive } from './live';
import { keys } from './query-keys';
import type { Counts, DialogSummary } from './wire';

/** Lists of all views as the pages would have cached them. */
async function start() {
  const server = new FakeServer();
  const uninstall = installFake(server);
  const client = new QueryClient();
  const list = (view: string, query: string) => {
    const { body } = server.request('GET', `/api/v1/dialogs?${query}`);
    client.setQueryData(keys.dialogList(view, ''), { pages: [body], pageParams: [undefined] });
  };
  list('waiting', 'state=queued');
  list('mine', 'state=operator&assignee=me');
  list('all', 'state=open');
  client.setQueryData(keys.counts, server.request('GET', '/api/v1/dialogs/counts').body);
  const live = startLive(client, 1, { base: '', audience: 'operator', token: () => 'token' });
  const calls: Call[] = [];
  live.onCall((call) => calls.push(call));
  await vi.waitFor(() => expect(live.inbox.getStatus()).toBe('live'));
  onTestFinished(() => {
    live.stop();
    uninstall();
  });
  const ids = (view: string) => {
    const data = client.getQueryData<{ pages: { items: DialogSummary[] }[] }>(keys.dialogList(view, ''));
    return data?.pages.flatMap((page) => page.items.map(({ id }) => id)) ?? [];
  };
  const dialog = (id: number) => {
    const found = server.dialogs.find((known) => known.id === id);
    if (!found) throw new Error(`no dialog ${id}`);
    return found;
  };
  const counts = () => client.getQueryData<Counts>(keys.counts);
  return { server, calls, ids, dialog, counts };
}

test('a dialog that is queued enters the waiting list, is counted and calls', async () => {
  const { server, calls, ids, dialog, counts } = await start();
  const before = counts();
  server.change(dialog(3), { state: 'queued', state_since: new Date().toISOString() });
  await vi.waitFor(() => expect(ids('waiting')).toContain(3));
  expect(counts()?.waiting).toBe((before?.waiting ?? 0) + 1);
  expect(counts()?.assistant).toBe((before?.assistant ?? 0) - 1);
  expect(calls.map(({ kind, dialog: { id } }) => [kind, id])).toEqual([['queued', 3]]);
});

test('what a colleague took or closed leaves the lists it no longer belongs to', async () => {
  const { server, ids, dialog } = await start();
  server.change(dialog(1), { state: 'operator', assignee: { id: 2, name: 'Bo' } });
  await vi.waitFor(() => expect(ids('waiting')).not.toContain(1));
  expect(ids('mine')).not.toContain(1);
  expect(ids('all')).toContain(1);
  server.change(dialog(1), { state: 'closed' });
  await vi.waitFor(() => expect(ids('all')).not.toContain(1));
});

test('only what is mine calls for a new message', async () => {
  const { server, calls, ids, dialog } = await start();
  const written = { sender: 'user' as const, text: 'Hello?', timestamp: new Date().toISOString() };
  server.change(dialog(5), { unread: 9, last_message: written });
  server.change(dialog(2), { unread: 9, last_message: written });
  await vi.waitFor(() => expect(ids('mine')).toContain(2));
  await vi.waitFor(() =>
    expect(calls.map(({ kind, dialog: { id } }) => [kind, id])).toEqual([['message', 2]]),
  );
});
