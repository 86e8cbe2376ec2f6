import { expect, test } from '../lines';

// Chromium itself writes this; no page can keep it from doing so.
test.use({ faults: { sockets: false }, expected: /WebSocket connection to .* failed/ });

test('where sockets are refused a stream carries the dialog', async ({ visitor, line, team }) => {
  test.slow();
  const { chat } = visitor;
  await visitor.arrive();
  await chat.ask('How long is a gift card valid?');
  // Five refused sockets, then the stream. Until then it is read by asking.
  await expect.poll(() => line.streamed, { timeout: 40_000 }).toBe(1);
  await expect(chat.frame.getByText('Slow connection')).toHaveCount(0);

  const answer = await chat.ask('How do I wash a down jacket?');
  await expect(answer).toContainText('wash');
  const [dialog = 0] = await team.dialogs();
  await team.claim(dialog);
  await expect(chat.heading).toHaveText('Ann Berg');
  const asked: string[] = [];
  visitor.page.on('request', (request) =>
    asked.push(`${request.method()} ${new URL(request.url()).pathname}`),
  );
  for (let n = 1; n <= 5; n += 1) {
    await team.say(dialog, `Word ${n} of a person.`);
    await expect(chat.fromPerson(`Word ${n} of a person.`)).toHaveCount(1, { timeout: 3_000 });
  }
  // Pushed, not fetched.
  expect(asked.filter((line) => line.endsWith('/messages') && line.startsWith('GET'))).toEqual([]);
  await chat.say('Thank you!');
  await expect(chat.log.getByText('Sent').or(chat.log.getByText('Delivered'))).toBeVisible();
  expect((await team.history(dialog)).filter(({ text }) => text === 'Thank you!')).toHaveLength(1);
  expect(line.streamed).toBe(1);

  // The proxy is replaced by one that knows sockets: the dialog moves over, and nothing is lost or doubled.
  line.sockets = true;
  const socket = await visitor.page.waitForEvent('websocket', { timeout: 40_000 });
  await socket.waitForEvent('framereceived');
  await team.say(dialog, 'Now over a socket.');
  await expect(chat.fromPerson('Now over a socket.')).toHaveCount(1);
  await expect(chat.fromPerson('Word 5 of a person.')).toHaveCount(1);
});
