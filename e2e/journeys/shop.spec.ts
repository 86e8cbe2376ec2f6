import { expect, test } from '../fixtures';
import { wholeDialog } from './whole-dialog';

test('a link of the shop puts its question into the chat, and sends nothing', async ({
  visitor: { page, chat },
  origin,
}) => {
  await page.goto(`${origin}/demo/shop`);
  await page.getByRole('link', { name: 'How buy-back works' }).click();
  await expect(chat.composer).toHaveValue('How does buy-back work?');
  await expect(chat.log.locator('.bubble')).toHaveCount(0);
});

test('a visitor of the shop is answered, handed to a person and back', async ({ visitor, operator }) => {
  test.slow();
  await wholeDialog({ customer: visitor, operator, name: 'shop' });
});
