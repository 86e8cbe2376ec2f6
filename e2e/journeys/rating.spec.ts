import { expect, test } from '../fixtures';
import { looks } from '../shots';

test('a closed dialog is rated by keyboard, and the operator reads it there', async ({
  visitor,
  operator,
}) => {
  test.slow();
  const { chat, page } = visitor;
  await visitor.arrive();
  await chat.ask('How long is a gift card valid?');
  await expect(chat.star(1)).toHaveCount(0);
  await operator.view('AI');
  await operator.openFirst();
  await operator.close();
  await expect(operator.dialog.getByText('Closed', { exact: true })).toBeVisible();

  // Nobody is made to: the field below stays where the focus is.
  await expect(chat.star(1)).toBeVisible();
  await expect(chat.composer).toBeFocused();
  await chat.star(3).focus();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(chat.star(4)).toHaveAttribute('aria-pressed', 'true');
  await expect(operator.dialog.getByText('Closed · 4/5')).toBeVisible();

  await chat.frame.getByLabel('Anything to add?').fill('Quick and kind.');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(chat.frame.getByLabel('Anything to add?')).toHaveCount(0);
  await expect(chat.composer).toBeFocused();
  const shown = operator.page.getByRole('region', { name: 'Rating' });
  await expect(shown.getByRole('img', { name: '4 of 5' })).toBeVisible();
  await expect(shown).toContainText('Quick and kind.');
  await looks(page, 'rating-visitor');
  // On a small phone, too, what was said keeps most of the room, whatever is asked below it.
  const desk = page.viewportSize() ?? { width: 1440, height: 900 };
  await page.setViewportSize({ width: 320, height: 568 });
  const room = await chat.log.boundingBox();
  expect(room?.height).toBeGreaterThan(340);
  await chat.log.evaluate((log) => log.scrollTo(0, 0));
  await expect(chat.answers.last()).toBeInViewport({ ratio: 1 });
  await page.setViewportSize(desk);
  await looks(operator.page, 'rating-operator');

  await visitor.arrive();
  await expect(chat.star(4)).toHaveAttribute('aria-pressed', 'true');
  await chat.say('One more thing.');
  await expect(chat.star(4)).toHaveCount(0);
});
