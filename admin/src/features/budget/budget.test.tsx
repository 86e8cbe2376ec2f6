import { waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';
import { FakeServer } from '@/testing/fake-server';
import { renderApp } from '@/testing/render-app';
import { levelOf, part, usedPart } from './used';

function spending(tokens: number, limit: number | null): FakeServer {
  const server = new FakeServer();
  server.answering.settings = {
    ...server.answering.settings,
    daily_tokens: limit,
    daily_cost_micros: null,
    used_today: { input_tokens: tokens, output_tokens: 0, cost_micros: 1_230_000, replies: 12 },
    resets_at: '2026-11-23T00:00:00.000Z',
  };
  return server;
}

test('limits are set and taken away, and what is used is shown', async () => {
  const server = spending(250, 1_000);
  const { screen, user } = await renderApp('/settings', server);
  const meter = await screen.findByRole('meter', { name: 'Tokens today' });
  expect(meter.textContent).toBe('25 % of the day’s limit');
  expect(screen.getByText('1.23')).toBeTruthy();
  expect(screen.queryByRole('meter', { name: 'Money today' })).toBeNull();
  await user.clear(screen.getByLabelText('Tokens a day'));
  await user.type(screen.getByLabelText('Money a day'), '12,5');
  await user.click(screen.getByRole('button', { name: 'Save' }));
  await waitFor(() =>
    expect(server.answering.settings).toMatchObject({ daily_tokens: null, daily_cost_micros: 12_500_000 }),
  );
  expect(await screen.findByRole('meter', { name: 'Money today' })).toBeTruthy();
});

test('what is no amount is said at its field and not sent', async () => {
  const { screen, user, server } = await renderApp('/settings', spending(0, 1_000));
  const field = await screen.findByLabelText('Tokens a day');
  await user.clear(field);
  await user.type(field, '1.5');
  await user.click(screen.getByRole('button', { name: 'Save' }));
  expect(screen.getByText('A whole number of tokens, or nothing.')).toBeTruthy();
  expect(server.asked).not.toContain('PATCH /settings');
  await user.clear(field);
  await user.type(field, '2,000,000{Enter}');
  await waitFor(() => expect(server.answering.settings.daily_tokens).toBe(2_000_000));
});

test('everybody is warned at 80 %, and told when nothing is left', async () => {
  const nearly = await renderApp('/inbox/all', spending(800, 1_000));
  expect(await nearly.screen.findByText(/^80 % of today’s AI budget is used/)).toBeTruthy();
  await nearly.user.click(nearly.screen.getByRole('button', { name: 'Hide this for today' }));
  expect(nearly.screen.queryByText(/AI budget is used/)).toBeNull();
});

test('a spent budget says what happens to questions now', async () => {
  const { screen } = await renderApp('/inbox/all', spending(1_000, 1_000));
  expect(await screen.findByText(/^Today’s AI budget is spent/)).toBeTruthy();
  expect(screen.getByRole('link', { name: 'Raise it' }).getAttribute('href')).toBe('/settings');
});

test('below that nobody is bothered', async () => {
  const { screen, server } = await renderApp('/inbox/all', spending(799, 1_000));
  await waitFor(() => expect(server.asked).toContain('GET /settings'));
  await screen.findByRole('navigation', { name: 'Views' });
  expect(screen.queryByText(/AI budget/)).toBeNull();
});

test('the tighter limit counts, and nothing may be spent of none', () => {
  const settings = {
    daily_tokens: 1_000,
    daily_cost_micros: 10,
    used_today: { input_tokens: 100, output_tokens: 100, cost_micros: 9, replies: 1 },
    resets_at: '',
    hours: null,
    hours_now: { open: true },
  };
  expect(usedPart(settings)).toBe(0.9);
  expect(usedPart({ ...settings, daily_tokens: null, daily_cost_micros: null })).toBeUndefined();
  expect(part(0, 0)).toBe(1);
  expect(['fine', 'nearly', 'spent']).toEqual([levelOf(0.79), levelOf(0.8), levelOf(1)]);
});
