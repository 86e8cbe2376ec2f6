import { each, expect, ROUNDS, tell, test } from './counted';

test('D14: sent without a line, the page loaded anew before the ack, online again: one bubble, one row', async ({
  driver,
  places,
  line,
  team,
}) => {
  test.setTimeout(120_000 + ROUNDS * 15_000);
  const took: number[] = [];
  const texts: string[] = [];
  while (took.length < ROUNDS) {
    const now = places.slice(0, ROUNDS - took.length);
    const round = texts.length;
    const text = `Round ${round}.`;
    texts.push(text);
    // Half of them never reach the server; the other half are stored, and nobody is told.
    line.chat = round % 2 === 0 ? 'dark' : 'deaf';
    await each(now, async ({ tab, dialog }) => {
      await tab.say(text);
      if (line.chat === 'deaf')
        await expect
          .poll(async () => (await team.history(dialog)).filter((said) => said.text === text).length)
          .toBe(1);
      await tab.arrive();
      await expect.poll(async () => (await tab.look(text)).own).toBe(1);
    });
    line.chat = 'through';
    await each(now, async ({ tab }) => {
      await tab.offline(true);
      await tab.offline(false);
      const online = Date.now();
      await expect
        .poll(
          async () => {
            const { own, unsettled, mark } = await tab.look(text);
            return own === 1 && unsettled === 0 && /Sent|Delivered|Read/.test(mark);
          },
          { timeout: 40_000, intervals: [50] },
        )
        .toBe(true);
      took.push(Date.now() - online);
    });
  }
  await each(places, async ({ tab, dialog }) => {
    const stored = (await team.history(dialog))
      .filter(({ sender }) => sender === 'user')
      .map(({ text }) => text);
    expect(new Set(stored).size).toBe(stored.length);
    for (const text of stored) expect((await tab.look(text)).own).toBe(1);
  });
  const rows = await Promise.all(places.map(({ dialog }) => team.history(dialog)));
  expect(rows.flat().filter(({ text }) => text.startsWith('Round '))).toHaveLength(ROUNDS);
  tell('D14 (one bubble, one row; from online to settled)', driver, took);
});
