import { expect, test } from '../lines';
import { wholeDialog } from './whole-dialog';

// Chromium itself writes these; no page can keep it from doing so.
test.use({
  faults: { sockets: false, streams: false },
  expected: /WebSocket connection to .* failed|status of 502 .*\/events/,
});

test('the same dialog works where neither sockets nor streams get through', async ({
  visitor,
  operator,
  line,
}) => {
  test.setTimeout(240_000);
  await expect(operator.page.getByText('Checking every 3 seconds')).toBeVisible();
  await wholeDialog({ customer: visitor, operator, name: 'polling', live: false });
  expect(line.refused).toBeGreaterThan(1);
  expect(line.streamed).toBe(0);
});
