import { expect, test } from '../fixtures';
import { OperatorApi } from '../server/operator-api';

test('at the width of a phone the dashboard shows all of its tabs, and no keys', async ({
  operator: { page },
  demo,
  origin,
}) => {
  const team = await OperatorApi.signIn(demo);
  await page.setViewportSize({ width: 320, height: 640 });
  const pages = ['knowledge', 'questions', 'install'].map((tab) => `assistants/${tab}`);
  for (const path of ['inbox/all', 'assistants', ...pages, 'settings']) {
    const address = path.replace('assistants/', `assistants/${await team.assistant()}/`);
    await page.goto(`${origin}/${address}`);
    await expect(page.getByRole('link', { name: 'Settings' }).last()).toBeVisible();
    for (const tabs of await page.getByRole('navigation').all()) {
      for (const tab of await tabs.getByRole('link').all())
        await expect(tab, `${path}: ${await tab.textContent()}`).toBeInViewport({ ratio: 1 });
    }
    await expect(page.locator('kbd').filter({ visible: true }), path).toHaveCount(0);
  }

  await page.goto(`${origin}/assistants`);
  const intro = await page.getByText('Each answers from its own articles').boundingBox();
  expect(intro?.width).toBeGreaterThan(240);
});
