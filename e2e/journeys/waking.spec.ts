import { expect, test } from '../lines';
import { sleepFor } from '../sleep';

const ROUNDS = Number(process.env.TANDEM_ROUNDS ?? 6);
/** From waking to the missed message on the screen. */
const LIMIT_MS = 3_000;

// What Chromium writes itself when a request gets no answer.
test.use({ expected: /Failed to load resource|WebSocket connection to/ });

/** Longer than the time between two looks of a page at its own clock. */
const SLEEP_MS = 8_000;

const sleeps = ['offline', 'asleep', 'asleep, over a line that died'] as const;

test(`a tab that was away, ${ROUNDS} times: up to date within 3 s`, async ({
  browser,
  visitor,
  line,
  team,
}) => {
  test.setTimeout(90_000 + ROUNDS * 30_000);
  const { chat, page } = visitor;
  const context = page.context();
  await visitor.arrive();
  await chat.ask('How long is a gift card valid?');
  const [dialog = 0] = await team.dialogs();
  await team.claim(dialog);
  await expect(chat.heading).toHaveText('Ann Berg');
  const took: number[] = [];
  const loads: string[] = [];
  page.on('load', (loaded) => loads.push(loaded.url()));

  for (let round = 0; round < ROUNDS; round += 1) {
    const sleep = sleeps[round % sleeps.length];
    const texts = [`First word of round ${round}.`, `Last word of round ${round}.`];
    const say = async () => {
      for (const text of texts) await team.say(dialog, text);
    };
    if (sleep === 'offline') {
      await context.setOffline(true);
      await say();
      await expect(
        chat.frame.getByText('No connection. Messages go out when it is back.').first(),
      ).toBeVisible();
    } else {
      if (sleep === 'asleep, over a line that died') line.halfOpen();
      await sleepFor(browser, SLEEP_MS, say);
    }
    const woke = Date.now();
    if (sleep === 'offline') await context.setOffline(false);
    // Asked often: the pauses of `toHaveCount` grow to a second, and would be measured with it.
    for (const text of texts)
      await expect.poll(() => chat.fromPerson(text).count(), { intervals: [50] }).toBe(1);
    took.push(Date.now() - woke);
    // Live again before the next one.
    await expect(chat.frame.locator('.strip p')).toHaveCount(0);
  }
  const sorted = took.toSorted((a, b) => a - b);
  const [median, longest] = [sorted[Math.floor(ROUNDS / 2)], sorted.at(-1)];
  test.info().annotations.push({ type: 'waking', description: `median ${median} ms, longest ${longest} ms` });
  if (process.env.TANDEM_ROUNDS)
    console.log(`waking, ${ROUNDS} times: median ${median} ms, longest ${longest} ms`);
  expect(longest).toBeLessThanOrEqual(LIMIT_MS);
  expect(loads).toEqual([]);
});
