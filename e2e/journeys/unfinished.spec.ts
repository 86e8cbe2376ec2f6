import { expect, test } from '../fixtures';
import { startModel } from '../server/model';
import { OperatorApi } from '../server/operator-api';
import { looks } from '../shots';

// The model of this journey runs beside the server.
test.use({ settings: { TANDEM_OUTBOUND__ALLOW_PRIVATE: '127.0.0.1' } });

const HALF = 'Wash it at 30 degrees with a special detergent, and';

test('what was read of an answer that broke stays, on both sides and after a reload', async ({
  visitor,
  operator,
  demo,
}) => {
  test.slow();
  const model = await startModel(HALF.split(/(?= )/), { breaks: true });
  const { chat } = visitor;
  const sorry = chat.log.getByText('The AI assistant could not finish this answer.');
  try {
    await (await OperatorApi.signIn(demo)).useModel(model.url);
    await visitor.arrive();
    await chat.say('How do I wash a down jacket?');
    // Four tries, and the pauses between them.
    await expect(sorry).toBeVisible({ timeout: 45_000 });
    for (const when of ['at once', 'after a reload']) {
      if (when === 'after a reload') await visitor.arrive();
      await expect(chat.answers).toHaveCount(1);
      await expect(chat.answers).toContainText(HALF);
      await expect(chat.answers).toContainText('unfinished');
      const [words, notice] = await Promise.all([chat.answers.boundingBox(), sorry.boundingBox()]);
      expect(words?.y, when).toBeLessThan(notice?.y ?? 0);
    }
    await looks(visitor.page, 'unfinished-chat');

    await operator.view('Waiting');
    await operator.openFirst();
    await expect(operator.said('assistant', HALF)).toHaveCount(1);
    await expect(operator.thread.getByText('unfinished · the visitor can read it')).toBeVisible();
    await looks(operator.page, 'unfinished-thread');
  } finally {
    await model.stop();
  }
});
