import { within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { FakeServer } from '@/testing/fake-server';
import { renderApp } from '@/testing/render-app';
import { draftOf, errorsIn, hoursOf, onWeekdays, spanOf } from './hours-draft';

const HOURS = {
  time_zone: 'Europe/Berlin',
  week: {
    monday: [
      { from: '09:00', to: '12:00' },
      { from: '13:00', to: '24:00' },
    ],
    tuesday: [],
    wednesday: [],
    thursday: [],
    friday: [],
    saturday: [],
    sunday: [],
  },
  closed: [{ date: '2026-12-25', name: 'Christmas' }],
};

function closedNow(): FakeServer {
  const server = new FakeServer();
  const { settings } = server.answering;
  server.answering.settings = {
    ...settings,
    hours: HOURS,
    hours_now: { open: false, opens_at: '2026-11-23T08:00:00.000Z' },
  };
  return server;
}

test('hours are set day by day, copied to the weekdays, and saved', async () => {
  const { screen, user, server } = await renderApp('/settings', closedNow());
  const section = within(await screen.findByRole('region', { name: 'Opening hours' }));
  expect(section.getByRole('status').textContent).toMatch(/Closed now\. Opens Monday.*09:00/);
  expect(section.getByLabelText('Monday, to, 2')).toHaveProperty('value', '00:00');
  await user.click(section.getByRole('button', { name: 'Remove Monday, 13:00 to 00:00' }));
  expect(section.getByText('Not saved yet.')).toBeTruthy();
  await user.click(section.getByRole('button', { name: 'Copy to all weekdays' }));
  await user.click(section.getByRole('button', { name: 'Add hours on Saturday' }));
  await user.clear(section.getByLabelText('Time zone'));
  await user.type(section.getByLabelText('Time zone'), 'America/New_York');
  await user.click(section.getByRole('button', { name: 'Save hours' }));
  await screen.findByText('Saved. Visitors see it from now on.');
  const saved = server.answering.settings.hours;
  expect(saved?.time_zone).toBe('America/New_York');
  const { week } = saved ?? HOURS;
  for (const day of ['monday', 'tuesday', 'friday'] as const)
    expect(week[day]).toEqual([{ from: '09:00', to: '12:00' }]);
  expect(week.saturday).toEqual([{ from: '09:00', to: '17:00' }]);
  expect(week.sunday).toEqual([]);
  expect(saved?.closed).toEqual(HOURS.closed);
  expect(section.queryByText('Not saved yet.')).toBeNull();
});

test('what makes no sense is named where it stands, and is not sent', async () => {
  const { screen, user, server } = await renderApp('/settings', closedNow());
  const section = within(await screen.findByRole('region', { name: 'Opening hours' }));
  await user.click(section.getByRole('button', { name: 'Add a closed day' }));
  await user.click(section.getByRole('button', { name: 'Save hours' }));
  expect(section.getByText('Which day?')).toBeTruthy();
  expect(server.answering.settings.hours).toBe(HOURS);
});

test('hours are taken away, and then it is always open', async () => {
  const { screen, user, server } = await renderApp('/settings', closedNow());
  await user.click(await screen.findByLabelText('People are there at certain hours only'));
  await user.click(screen.getByRole('button', { name: 'Save hours' }));
  await screen.findByText('Saved. Visitors see it from now on.');
  expect(server.answering.settings.hours).toBeNull();
});

test('drafts are checked as the server checks them', () => {
  const draft = draftOf(HOURS);
  expect(hoursOf(draft)).toEqual(HOURS);
  const wrong = (...spans: [string, string][]) =>
    errorsIn({ ...draft, week: { ...draft.week, monday: spans.map(([from, to]) => spanOf(from, to)) } }).days
      .monday;
  expect(wrong(['09:00', '00:00'])).toBeUndefined();
  expect(wrong(['09:00', '12:00'], ['12:00', '13:00'])).toBeUndefined();
  expect(wrong(['09:00', '09:00'])).toMatch(/end after/);
  expect(wrong(['17:00', '09:00'])).toMatch(/end after/);
  expect(wrong(['13:00', '17:00'], ['09:00', '13:01'])).toMatch(/overlap/);
  expect(wrong(['', '09:00'])).toMatch(/missing/);
  const twice = [1, 2].map((key) => ({ key, date: '2026-12-25', name: '' }));
  expect(errorsIn({ ...draft, closed: twice }).closed).toEqual({ 2: 'This day is in the list already.' });
  const copied = onWeekdays(draft.week, 'monday');
  expect(copied.friday.map(({ to }) => to)).toEqual(['12:00', '00:00']);
  expect(copied.sunday).toEqual([]);
});
