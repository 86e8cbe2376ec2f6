import { faultsInAllLooks } from '../assistive';
import { expect, test } from '../fixtures';
import { OperatorApi } from '../server/operator-api';
import { looks } from '../shots';

const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday'];

test('who comes outside the opening hours reads when people are back', async ({
  operator: { page },
  visitor,
  stranger,
  origin,
  demo,
  guard,
}) => {
  test.slow();
  await page.goto(`${origin}/settings`);
  const hours = page.getByRole('region', { name: 'Opening hours' });
  await expect(hours.getByRole('status')).toContainText('Open now');
  await hours.getByLabel('People are there at certain hours only').check();
  await hours.getByLabel('Time zone').fill('Etc/UTC');
  // Tomorrow from 09:00 on, and never today.
  const tomorrow = new Date(Date.now() + 86_400_000).getUTCDay();
  const open = DAYS[tomorrow - 1] ?? 'Saturday';
  for (const day of DAYS.filter((name) => name !== open))
    await hours.getByRole('button', { name: `Remove ${day},` }).click();
  if (open === 'Saturday') await hours.getByRole('button', { name: 'Add hours on Saturday' }).click();
  await hours.getByRole('button', { name: 'Add a closed day' }).click();
  await hours.getByRole('button', { name: 'Save hours' }).click();
  await expect(hours.getByLabel('Day', { exact: true })).toBeFocused();
  const looked = await faultsInAllLooks(page, 'hours-refused');
  await hours.getByLabel('Day', { exact: true }).fill('2030-12-25');
  await hours.getByLabel('What it is called').fill('Christmas');
  await hours.getByRole('button', { name: 'Save hours' }).click();
  await expect(hours.getByRole('status')).toContainText(/Closed now\. Opens \w+/);
  looked.push(...(await faultsInAllLooks(page, 'hours')));
  expect(looked).toEqual([]);

  const { chat } = visitor;
  await visitor.arrive();
  await chat.frame.getByRole('button', { name: 'Talk to a person' }).click();
  await expect(chat.frame.getByText('Waiting for a person.')).toBeVisible();
  await expect(chat.frame.getByText(/We are here again on \w+ at/)).toBeVisible();
  await looks(visitor.page, 'hours-waiting');

  // Somebody opened the chat before, when a person could still be asked for.
  const early = await stranger();
  await early.arrive();
  await expect(early.chat.frame.getByRole('button', { name: 'Talk to a person' })).toBeVisible();

  // An assistant that keeps its dialogs does not offer what nobody can give.
  const team = await OperatorApi.signIn(demo);
  await page.goto(`${origin}/assistants/${await team.assistant()}/engine`);
  await page.getByLabel('Keep the dialog while nobody is there').check();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByText('Saved. The next question is answered this way.')).toBeVisible();
  await looks(page, 'hours-policy');

  const another = await stranger();
  await another.arrive();
  await expect(another.chat.frame.getByText(/We are here again on \w+ at/)).toBeVisible();
  await expect(another.chat.frame.getByRole('button', { name: 'Talk to a person' })).toHaveCount(0);
  await looks(another.page, 'hours-kept');

  guard.expect(/status of 409 .*\/handoff/);
  await early.chat.frame.getByRole('button', { name: 'Talk to a person' }).click();
  await expect(early.chat.frame.getByText(/We are here again on \w+ at/)).toBeVisible();
  await expect(early.chat.frame.getByRole('button', { name: 'Talk to a person' })).toHaveCount(0);
  await expect(early.chat.frame.getByText('That did not reach us')).toHaveCount(0);
  await expect(early.chat.composer).toBeFocused();
  await looks(early.page, 'hours-refused-late');
});
