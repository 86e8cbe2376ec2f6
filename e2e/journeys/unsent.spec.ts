import { expect, test } from '../lines';
import type { Visitor } from '../pages/customer';

const ROUNDS = Number(process.env.TANDEM_ROUNDS ?? 4);

// What Chromium writes itself when a request gets no answer.
test.use({ expected: /Failed to load resource|WebSocket connection to/ });

/** The browser notices that there is a network again. */
async function comeOnline({ page }: Visitor): Promise<void> {
  await page.context().setOffline(true);
  await page.context().setOffline(false);
}

async function isSentOnce({ chat }: Visitor, text: string): Promise<void> {
  await expect(chat.own(text)).toHaveCount(1);
  await expect(chat.log.locator('.delivery').filter({ hasText: /Sent|Delivered|Read/ })).toBeVisible({
    timeout: 30_000,
  });
  await expect(chat.log.locator('.is-sending, .is-failed')).toHaveCount(0);
  await expect(chat.own(text)).toHaveCount(1);
}

test(`sent without a line, and the page loaded anew before the ack, ${ROUNDS} times: one bubble, one row`, async ({
  visitor,
  line,
  team,
}) => {
  test.setTimeout(90_000 + ROUNDS * 30_000);
  const { chat } = visitor;
  await visitor.arrive();
  await chat.ask('How long is a gift card valid?');
  const [dialog = 0] = await team.dialogs();
  await team.claim(dialog);
  await expect(chat.heading).toHaveText('Ann Berg');

  const texts: string[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const text = `Round ${round}.`;
    texts.push(text);
    // Half of them never reach the server; the other half are stored, and nobody is told.
    line.chat = round % 2 === 0 ? 'dark' : 'deaf';
    await chat.say(text);
    if (line.chat === 'deaf')
      await expect
        .poll(async () => (await team.history(dialog)).filter((said) => said.text === text).length)
        .toBe(1);
    await visitor.arrive();
    await expect(chat.own(text)).toHaveCount(1);
    line.chat = 'through';
    await comeOnline(visitor);
    await isSentOnce(visitor, text);
  }
  const stored = (await team.history(dialog)).filter(({ text }) => text.startsWith('Round '));
  expect(stored.map(({ text }) => text)).toEqual(texts);
});

test(`the first words of all, with the same bad luck, ${ROUNDS} times: one dialog each`, async ({
  stranger,
  line,
  team,
}) => {
  test.setTimeout(90_000 + ROUNDS * 30_000);
  const known = new Set(await team.dialogs());
  for (let round = 0; round < ROUNDS; round += 1) {
    const text = `First words ${round}.`;
    const visitor = await stranger();
    await visitor.arrive();
    line.chat = round % 2 === 0 ? 'dark' : 'deaf';
    await visitor.chat.say(text);
    if (line.chat === 'deaf')
      await expect.poll(async () => (await team.dialogs()).length).toBe(known.size + 1);
    await visitor.arrive();
    await expect(visitor.chat.own(text)).toHaveCount(1);
    line.chat = 'through';
    await comeOnline(visitor);
    await isSentOnce(visitor, text);
    // Not the topmost: an answer to an earlier round may have come meanwhile.
    const opened = (await team.dialogs()).filter((dialog) => !known.has(dialog));
    expect(opened).toHaveLength(1);
    const [dialog = 0] = opened;
    known.add(dialog);
    expect((await team.history(dialog)).filter((said) => said.text === text)).toHaveLength(1);
    await visitor.page.context().close();
  }
});
