import type { Locator } from '@playwright/test';
import { expect, test } from '../fixtures';
import { Visitor } from '../pages/customer';

const QUESTION = 'How do I wash a down jacket?';

// Slow enough that pages can be loaded, left and entered while the answer grows.
test.use({ settings: { TANDEM_ANSWER_PACE_MS: '900' } });

const wordsOf = async (text: Locator): Promise<string> =>
  ((await text.textContent({ timeout: 1_000 }).catch(() => '')) ?? '').replace(/\s+/g, ' ').trim();

test('reload, dialog switch, second tab and dashboard all show the same growing answer', async ({
  visitor,
  operator,
  origin,
}) => {
  test.slow();
  const { chat } = visitor;
  await visitor.arrive();
  // Another dialog, to be able to leave the one that grows.
  await chat.ask('Hi!');
  await chat.startAnother();
  await chat.say(QUESTION);
  await expect(chat.answers).toContainText(/\w+/);

  const second = new Visitor(await visitor.page.context().newPage(), `${origin}/demo/shop`);
  await second.arrive();
  await second.chat.enter(QUESTION);
  await operator.view('AI');
  await operator.open(QUESTION);

  const screens = [chat.growing, second.chat.growing, operator.growing];
  const seen: string[] = [];
  const sameEverywhere = async (moment: string): Promise<void> => {
    await expect
      .poll(
        async () => {
          const [one = '', ...others] = await Promise.all(screens.map(wordsOf));
          // Not the one of the moment before: it has to have grown since.
          const same = one !== '' && others.every((other) => other === one) && one !== seen.at(-1);
          if (same) seen.push(one);
          return same;
        },
        { message: `${moment}: three screens, one text`, intervals: [60] },
      )
      .toBe(true);
  };

  await sameEverywhere('in two tabs and the dashboard');
  await visitor.arrive();
  await chat.enter(QUESTION);
  await sameEverywhere('after a reload');
  await chat.enter(QUESTION, 'without');
  await expect(chat.own('Hi!')).toHaveCount(1);
  await chat.enter(QUESTION);
  await sameEverywhere('after a switch of dialogs');

  const answers = [chat.answers, second.chat.answers, operator.said('assistant').locator('[dir="auto"]')];
  for (const screen of [chat, second.chat]) await screen.isAtRest();
  await expect(operator.growing).toHaveCount(0);
  const [whole = '', ...others] = await Promise.all(answers.map(wordsOf));
  expect(others).toEqual([whole, whole]);
  for (const answer of answers) await expect(answer).toHaveCount(1);
  // What was seen on the way was this answer's beginning, each time a longer one.
  for (const [index, part] of seen.entries()) {
    expect(whole.startsWith(part)).toBe(true);
    expect(part.length).toBeGreaterThan(seen[index - 1]?.length ?? 0);
    expect(part.length).toBeLessThan(whole.length);
  }
});
