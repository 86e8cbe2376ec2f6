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

// Chromium itself writes this; no page can keep it from doing so.
test.use({ expected: /WebSocket connection to .* failed/ });

test('the same dialog works where every WebSocket is refused', async ({ visitor, operator, narrowLine }) => {
  test.setTimeout(240_000);
  await expect(operator.page.getByText('Checking every 3 seconds')).toBeVisible();
  await wholeDialog({ customer: visitor, operator, name: 'polling', live: false });
  expect(narrowLine.refused()).toBeGreaterThan(1);
});
