import { expect, test } from '../fixtures';
import { startModel } from '../server/model';
import { OperatorApi } from '../server/operator-api';
import { startTrapHost } from '../server/trap-host';
import { looks } from '../shots';

// The model of this journey runs beside the server.
test.use({ settings: { TANDEM_OUTBOUND__ALLOW_PRIVATE: '127.0.0.1' } });

/** What a model that obeys an attacker writes to have a picture fetched, a script run or a click stolen. */
const hostile = (trap: string) =>
  [
    'Here is your **answer**.',
    `![p](${trap}/1.png) ![p][pic] [![p](${trap}/2.png)](${trap}/3)`,
    `[pic]: ${trap}/4.png "t"`,
    `<img src="${trap}/5.png"><IMG/SRC=${trap}/6.png onerror="fetch('${trap}/7')">`,
    `<style>@import url(${trap}/8.css);</style><link rel=stylesheet href=${trap}/9.css>`,
    `<svg><image href=${trap}/10.png /></svg><iframe src=${trap}/11></iframe><script src=${trap}/12.js></script>`,
    `| a |\n| - |\n| ![p](${trap}/13.png) |`,
    `[click](javascript:fetch('${trap}/14')) [bank.example](${trap}/15)`,
    'That is **all**.',
  ].join('\n\n');

test('a model’s Markdown asks nobody for anything, on no screen', async ({ visitor, operator, demo }) => {
  test.slow();
  const trap = await startTrapHost();
  const text = hostile(trap.url);
  // Cut so that no mark comes whole.
  const model = await startModel(text.match(/[\s\S]{1,3}/g) ?? []);
  try {
    const team = await OperatorApi.signIn(demo);
    await team.useModel(model.url);
    await operator.view('AI');
    const { chat } = visitor;
    await visitor.arrive();
    const answer = await chat.ask('How do I wash a down jacket?');
    await operator.openFirst();
    const seen = operator.said('assistant', 'Here is your answer.');
    await expect(seen).toHaveCount(1);
    for (const [page, screen] of [
      [visitor.page, answer],
      [operator.page, seen],
    ] as const) {
      await expect(screen.locator('strong').last()).toHaveText('all');
      await expect(screen.locator('img, style, svg image, iframe, script, link, object, video')).toHaveCount(
        0,
      );
      await expect(screen.locator('a[href^="javascript:"]')).toHaveCount(0);
      // Where a link leads is told when its words tell something else.
      const host = new URL(trap.url).host;
      await expect(screen).toContainText(`bank.example (${host})`);
      await looks(page, `hostile-${page === visitor.page ? 'visitor' : 'operator'}`);
    }
    // From the history, not from the stream.
    await visitor.arrive();
    await expect(chat.answers).toContainText('That is all.');
    await operator.page.reload();
    await expect(seen).toHaveCount(1);
    expect(trap.hits).toEqual([]);

    // The trap would have noticed.
    await fetch(`${trap.url}/proof`);
    expect(trap.hits).toContain('GET /proof');
  } finally {
    await model.stop();
    await trap.stop();
  }
});
