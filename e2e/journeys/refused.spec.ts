import { expect, test } from '../fixtures';
import { startStrangeShop } from '../server/strange-shop';
import { looks } from '../shots';

// The browser says which rule forbids it, and the loader what an admin may look at.
test.use({ expected: /frame-ancestors|\[tandem\] blocked/ });

test('a page that may not embed the chat says so at once, and its way out works', async ({
  visitor,
  demo,
}) => {
  const { page } = visitor;
  const snippet = await (await fetch(demo.shop)).text();
  const assistant = /data-assistant="([^"]+)"/.exec(snippet)?.[1] ?? '';
  const shop = await startStrangeShop(`${demo.url}/widget.js`, assistant);
  try {
    await page.goto(shop.url);
    const open = page.getByRole('button', { name: 'Open chat' });
    await open.click();
    const said = page.getByRole('status');
    await expect(said).toContainText('The chat could not be opened here.', { timeout: 3_000 });
    await looks(page, 'refused');

    // Neither the link nor the button lies under the frame that shows nothing.
    const [own] = await Promise.all([
      page.waitForEvent('popup'),
      said.getByRole('link', { name: 'Open it in a new tab' }).click(),
    ]);
    await expect(own.getByLabel('Your message')).toBeVisible();
    await own.close();
    await page.locator('.panel').getByRole('button', { name: 'Close chat' }).click();
    await expect(open).toBeFocused();
  } finally {
    await shop.stop();
  }
});
