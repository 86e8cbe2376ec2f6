import type { Page } from '@playwright/test';
import { expect, test } from '../fixtures';

/** The README's picture is made anew by `TANDEM_PICTURE=../docs/picture.png npx playwright test picture`. */
const target = process.env.TANDEM_PICTURE;

const HIGH = 640;
const [shopWide, deskWide] = [640, 920];
/** The windows are larger than they are shown, so that more of them is seen. */
const SCALE = 1.3;
const windowOf = (wide: number) => ({ width: wide * SCALE, height: HIGH * SCALE });

/** Two windows beside one another, as a person would lay them. */
async function compose(page: Page, pictures: readonly Buffer[], path: string): Promise<void> {
  const windows = pictures.map(
    (picture) => `<img src="data:image/png;base64,${picture.toString('base64')}">`,
  );
  await page.setViewportSize({ width: shopWide + deskWide + 81, height: HIGH + 60 });
  await page.goto('about:blank');
  await page.setContent(`<style>
    body { display: flex; gap: 25px; margin: 0; padding: 28px; background: #e8ebee }
    img { height: ${HIGH}px; border-radius: 10px; box-shadow: 0 8px 30px rgb(20 30 40 / 0.14) }
  </style>${windows.join('')}`);
  await expect(page.locator('img')).toHaveCount(2);
  await page.screenshot({ path });
}

test('the picture shows a question that goes from the assistant to a person', async ({
  visitor,
  operator,
}) => {
  const { chat } = visitor;
  await visitor.page.setViewportSize(windowOf(shopWide));
  await operator.page.setViewportSize(windowOf(deskWide));
  await visitor.arrive();
  await chat.ask('How do I wash a down jacket?');
  await chat.ask('What does it cost to mend a hole?');
  await chat.frame.getByRole('button', { name: 'Talk to a person' }).first().click();
  await operator.isCalled(1);
  await operator.view('Waiting');
  await operator.openFirst();
  await operator.takeOver();
  const hide = operator.dialog.getByRole('button', { name: 'Hide the summary' });
  if (await hide.isVisible()) await hide.click();
  await operator.answer('Hello! We patch a small one for €8. Shall I send you a label?');
  await chat.say('Yes, please. Thank you, Ann.');
  await expect(chat.log.getByText('Read')).toBeVisible();
  await operator.view('Mine');
  await operator.openFirst();
  await expect(operator.said('user', 'Thank you, Ann.')).toHaveCount(1);
  const pictures = [];
  for (const { page } of [visitor, operator]) {
    pictures.push(await page.screenshot({ animations: 'disabled', caret: 'hide' }));
  }
  await compose(visitor.page, pictures, target ?? '');
});
