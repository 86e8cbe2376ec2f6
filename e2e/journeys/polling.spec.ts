import { test as base, expect } from '../fixtures';
import { type RefusingProxy, startRefusingProxy } from '../server/refusing-proxy';
import { wholeDialog } from './whole-dialog';

const test = base.extend<{ narrowLine: RefusingProxy }>({
  narrowLine: async ({ demo }, use) => {
    const proxy = await startRefusingProxy(demo.url);
    await use(proxy);
    await proxy.stop();
  },
  // Both browsers know the server only through the proxy.
  origin: async ({ narrowLine }, use) => use(narrowLine.url),
});

test('the same dialog works where every WebSocket is refused', async ({
  visitor,
  operator,
  narrowLine,
  guard,
}) => {
  test.setTimeout(240_000);
  // Chromium itself writes this; no page can keep it from doing so.
  guard.expect(/WebSocket connection to .* failed/);
  await expect(operator.page.getByText('Checking every 3 seconds')).toBeVisible();
  await wholeDialog({ customer: visitor, operator, name: 'polling' });
  expect(narrowLine.refused()).toBeGreaterThan(1);
});
