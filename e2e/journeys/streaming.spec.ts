import { expect, test } from '../fixtures';
import { Frames } from '../frames';

const QUESTION = 'How do I wash a down jacket?';

test.describe('an answer that takes its time', () => {
  // Slow enough that a page can be loaded anew while the answer grows.
  test.use({ settings: { TANDEM_ANSWER_PACE_MS: '400' } });

  test('goes on after a reload in its middle, and nothing comes twice', async ({ visitor, operator }) => {
    const { chat } = visitor;
    await visitor.arrive();
    await chat.say(QUESTION);
    await expect(chat.answers).toHaveCount(1);
    await expect(chat.answers).toContainText(/\w+/);
    const before = (await chat.answers.textContent()) ?? '';

    await visitor.arrive();
    await expect(chat.answers).toContainText(before);
    await expect(chat.log.locator('.is-growing')).toHaveCount(1);
    const midway = (await chat.answers.textContent()) ?? '';
    await chat.isAtRest();
    const whole = (await chat.answers.textContent()) ?? '';

    expect(whole.length).toBeGreaterThan(midway.length);
    expect(whole.startsWith(before)).toBe(true);
    await expect(chat.answers).toHaveCount(1);
    await expect(chat.own(QUESTION)).toHaveCount(1);

    await operator.view('AI');
    await operator.openFirst();
    await expect(operator.said('user', QUESTION)).toHaveCount(1);
    await expect(operator.said('assistant')).toHaveCount(1);
  });

  test('ends when a person takes over, and not a word of it follows', async ({ visitor, operator }) => {
    const { chat } = visitor;
    const frames = new Frames(visitor.page);
    await visitor.arrive();
    await chat.say(QUESTION);
    await expect(chat.answers).toContainText(/\w+/);
    await operator.view('AI');
    await operator.openFirst();
    await operator.takeOver();
    await expect(chat.heading).toHaveText('Ann Berg');
    await chat.isAtRest();
    await operator.answer('Let me help you with that.');
    await expect(chat.fromPerson('Let me help you with that.')).toHaveCount(1);
    await expect(chat.answers).toHaveCount(0);

    const cancelled = frames.received.findIndex(({ type }) => type === 'generation_cancelled');
    expect(cancelled).toBeGreaterThan(-1);
    const after = frames.received.slice(cancelled + 1).map(({ type }) => type);
    expect(after).not.toContain('generation_delta');
  });
});

test('an answer comes in many pieces, and the own words never come back', async ({ visitor, operator }) => {
  const frames = new Frames(visitor.page);
  await visitor.arrive();
  await visitor.chat.ask(QUESTION);
  await visitor.chat.ask('How long does standard delivery take?');
  await operator.view('AI');
  await operator.openFirst();
  await operator.note('A secret among us.');
  await operator.takeOver();
  await operator.answer('Hello from a person.');
  await expect(visitor.chat.fromPerson('Hello from a person.')).toHaveCount(1);

  expect(frames.of('generation_delta').length).toBeGreaterThan(4);
  expect(frames.of('ack').length).toBeGreaterThan(0);
  expect(frames.of('message').map(({ sender }) => sender)).not.toContain('user');
  expect(JSON.stringify(frames.received)).not.toContain('A secret among us.');
});
