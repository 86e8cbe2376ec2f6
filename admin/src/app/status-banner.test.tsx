import { waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';
import { FakeServer } from '@/testing/fake-server';
import { renderApp } from '@/testing/render-app';

test('without a socket it says that it polls, and still shows what is said', async () => {
  const server = new FakeServer();
  server.sockets = false;
  const { screen } = await renderApp('/inbox/mine/2', server);
  expect(await screen.findByText(/Checking every 3 seconds/)).toBeTruthy();
  await screen.findByLabelText('Reply to the visitor');
  server.say(2, 'user', 'Are you still there?');
  expect(await screen.findByText('Are you still there?', undefined, { timeout: 5_000 })).toBeTruthy();
}, 10_000);

test('while the line is live it says nothing', async () => {
  const { screen } = await renderApp('/inbox/mine/2');
  await screen.findByLabelText('Reply to the visitor');
  await waitFor(() => expect(screen.queryByText(/Connecting|Checking|Offline|Back again/)).toBeNull());
});
