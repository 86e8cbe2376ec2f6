import { waitFor } from '@testing-library/react';
import { beforeEach, expect, test, vi } from 'vitest';
import { preferences } from '@/lib/preferences';
import { FakeServer } from '@/testing/fake-server';
import { renderApp } from '@/testing/render-app';

const shown: { title: string; body: string }[] = [];
class FakeNotification extends EventTarget {
  static permission = 'granted';
  constructor(title: string, { body }: { body: string }) {
    super();
    shown.push({ title, body });
  }
  close(): void {}
}

beforeEach(() => {
  shown.length = 0;
  vi.stubGlobal('Notification', FakeNotification);
  preferences.setState({ notifications: true, sound: false });
  vi.spyOn(document, 'hasFocus').mockReturnValue(false);
  return () => {
    vi.unstubAllGlobals();
    preferences.setState({ notifications: false, sound: true });
  };
});

async function start() {
  const server = new FakeServer();
  const { screen } = await renderApp('/inbox/all', server);
  await screen.findByRole('navigation', { name: 'Views' });
  await waitFor(() => expect(document.querySelector('[data-row="3"]')).toBeTruthy());
  const dialog = (id: number) => {
    const found = server.dialogs.find((known) => known.id === id);
    if (!found) throw new Error(`no dialog ${id}`);
    return found;
  };
  return { server, dialog };
}

test('a dialog that is queued is told on the desktop, once', async () => {
  const { server, dialog } = await start();
  server.change(dialog(3), { state: 'queued', state_since: new Date().toISOString() });
  await waitFor(() => expect(shown.map(({ title }) => title)).toEqual(['Visitor 102 waits for a person']));
  server.change(dialog(3), { unread: 3 });
  await waitFor(() => expect(document.title).toBe('(11) Tandem'), { timeout: 4_000 });
  expect(shown).toHaveLength(1);
});

test('what a colleague holds tells nobody else', async () => {
  const { server, dialog } = await start();
  const last_message = { sender: 'user' as const, text: 'Hello?', timestamp: new Date().toISOString() };
  server.change(dialog(5), { unread: 5, last_message });
  server.change(dialog(2), { unread: 5, last_message });
  await waitFor(() => expect(shown).toEqual([{ title: 'Jonas Weber', body: 'Hello?' }]));
});
