import { faultsInAllLooks } from '../assistive';
import { expect, test } from '../fixtures';
import { startModel } from '../server/model';
import { OperatorApi } from '../server/operator-api';

const QUESTION = 'How do I wash a down jacket?';
const WORDS = [
  'Wash it at **30 °C** with down soap [1].\n\n',
  '| Step | Time |\n| - | - |\n',
  '| Wash | 60 min |\n',
];

// The model and the pages to import run beside the server.
test.use({ settings: { TANDEM_OUTBOUND__ALLOW_PRIVATE: '127.0.0.1' } });

test('an assistant’s pages are usable by everybody, whatever stands on them', async ({
  operator: { page },
  visitor,
  demo,
  origin,
}) => {
  test.slow();
  const team = await OperatorApi.signIn(demo);
  const here = `${origin}/assistants/${await team.assistant()}`;
  const looked: string[] = [];
  const look = async (name: string) => looked.push(...(await faultsInAllLooks(page, name)));
  const tab = async (name: string, ready: RegExp) => {
    await page.goto(`${here}/${name}`);
    await expect(page.getByText(ready).first()).toBeVisible();
  };

  await tab('engine', /^Who writes the answers/);
  await look('engine-knowledge');
  await page.getByRole('radio', { name: 'OpenAI-compatible' }).click();
  await page.getByLabel('Temperature').fill('9');
  await page.getByRole('button', { name: 'Save' }).click();
  await look('engine-openai-refused');
  await page.getByRole('radio', { name: 'Anthropic' }).click();
  await look('engine-anthropic');
  await page.getByRole('radio', { name: 'Workflow' }).click();
  await page.getByRole('button', { name: 'Make a secret' }).click();
  await look('engine-webhook');

  await tab('sources', /^Drop files here/);
  await look('sources-none');
  await page.getByRole('button', { name: 'Add pages' }).click();
  await look('sources-adding');
  // No server imports its own pages: another one has to refuse them.
  const refusing = await startModel([]);
  try {
    await team.importPage(`${refusing.url}/nothing-here`);
    await tab('sources', /^Failed$/);
  } finally {
    await refusing.stop();
  }
  await page.getByRole('button', { name: 'Show the pages' }).click();
  await look('sources-failed');

  await tab('knowledge', /^20 articles$/);
  await look('articles');
  await page.getByRole('link', { name: /^Washing down jackets/ }).click();
  await expect(page.getByLabel('Title')).toBeVisible();
  await look('article');

  await tab('questions', /^Nothing is left open$/);
  await look('questions-none');
  await visitor.arrive();
  await visitor.chat.ask('Do you sell kayaks and paddles?');
  await tab('questions', /^Do you sell kayaks/);
  await look('questions');

  await tab('replay', /^Past questions are asked again/);
  await page.getByRole('button', { name: 'Run' }).click();
  await expect(page.getByRole('region', { name: 'Result' })).toBeVisible();
  await look('replay');

  await page.goto(`${origin}/settings`);
  await expect(page.getByLabel('Tokens a day')).toBeVisible();
  await page.getByLabel('Tokens a day').fill('1.5');
  await look('budget');
  expect(looked).toEqual([]);
});

test('search by meaning is usable by everybody, from off to stopped', async ({
  operator: { page },
  demo,
  origin,
}) => {
  test.slow();
  const team = await OperatorApi.signIn(demo);
  const refusing = await startModel([]);
  const looked: string[] = [];
  const look = async (name: string) => looked.push(...(await faultsInAllLooks(page, name)));
  const meaning = page.getByRole('region', { name: 'Search by meaning' });
  const sheet = page.getByRole('dialog');
  try {
    await page.goto(`${origin}/assistants/${await team.assistant()}/knowledge`);
    await meaning.getByRole('button', { name: 'Turn on' }).click();
    await sheet.getByRole('button', { name: 'Save' }).click();
    await look('meaning-incomplete');
    await sheet.getByLabel('Address').fill(refusing.url);
    await sheet.getByLabel('Model').fill('scripted');
    await sheet.getByRole('button', { name: 'Save' }).click();
    await expect(meaning.getByText(/^The provider refuses what it is asked/)).toBeVisible();
    await look('meaning-stopped');
    await meaning.getByRole('button', { name: 'Turn off' }).click();
    await look('meaning-turning-off');
    await sheet.getByRole('button', { name: 'Turn off' }).click();
    await expect(meaning.getByRole('button', { name: 'Turn on' })).toBeVisible();
  } finally {
    await refusing.stop();
  }
  expect(looked).toEqual([]);
});

test('a dialog with the AI is usable by everybody, on both sides', async ({ operator, visitor, demo }) => {
  test.slow();
  const { page, dialog } = operator;
  const looked: string[] = [];
  const look = async (name: string, at = page) => looked.push(...(await faultsInAllLooks(at, name)));
  const team = await OperatorApi.signIn(demo);
  const model = await startModel(WORDS);
  const broken = await startModel([]);
  try {
    await team.useModel(model.url);
    await visitor.arrive();
    await look('welcome', visitor.page);
    await visitor.chat.ask(QUESTION);
    await expect(visitor.chat.sources.first()).toBeVisible();
    await look('cited', visitor.page);
    // With the system's colours all words stand on its canvas, also the visitor's own.
    await visitor.page.emulateMedia({ forcedColors: 'active' });
    const [own, theirs] = [visitor.chat.own(QUESTION), visitor.chat.answers].map((bubble) =>
      bubble.evaluate((element) => getComputedStyle(element).color),
    );
    expect(await own).toBe(await theirs);
    await visitor.page.emulateMedia({ forcedColors: 'none' });

    await operator.view('AI');
    await operator.openFirst();
    await operator.said('assistant').hover();
    await page.getByRole('button', { name: 'How was this answered?' }).click();
    const sheet = page.getByRole('dialog', { name: 'How was this answered?' });
    await expect(sheet.getByText('OpenAI-compatible · scripted')).toBeVisible();
    await sheet.getByText('Instructions').click();
    await look('record');
    await sheet.getByRole('button', { name: 'Close' }).click();

    await team.useModel(broken.url);
    await visitor.chat.say('And a rain jacket?');
    await expect(dialog.getByRole('button', { name: 'What happened?' })).toBeVisible();
    await look('failed');
    await look('failed-visitor', visitor.page);

    await team.useModel(model.url);
    await operator.takeOver();
    await expect(page.getByRole('complementary', { name: 'Summary' })).toContainText('Wash it');
    await look('taken-over');
    await dialog.getByRole('button', { name: 'Draft', exact: true }).click();
    await expect(dialog.getByText(/^Written by the AI/)).toBeVisible();
    await look('drafted');
    await dialog.getByRole('button', { name: 'Rewrite' }).click();
    await look('rewriting');
    await page.getByRole('menuitem', { name: /^Translate/ }).click();
    await look('translating');
  } finally {
    await model.stop();
    await broken.stop();
  }
  expect(looked).toEqual([]);
});

test('an engine is chosen, and an answer’s record read, by keyboard alone', async ({
  operator,
  visitor,
  demo,
  origin,
}) => {
  const { page } = operator;
  const { keyboard } = page;
  const team = await OperatorApi.signIn(demo);
  const model = await startModel(WORDS);
  const focused = (role: 'radio' | 'textbox' | 'button' | 'checkbox', name: string) =>
    expect(page.getByRole(role, { name, exact: true })).toBeFocused();
  const tabTo = async (role: 'radio' | 'textbox' | 'button' | 'checkbox', name: string) => {
    const target = page.getByRole(role, { name, exact: true }).last();
    for (let tabs = 0; tabs < 40; tabs += 1) {
      if (await target.evaluate((element) => element === document.activeElement)) return;
      await keyboard.press('Tab');
    }
    await expect(target).toBeFocused();
  };
  try {
    await page.goto(`${origin}/assistants/${await team.assistant()}/engine`);
    await expect(page.getByRole('radio', { name: 'Built in' })).toBeVisible();
    await tabTo('radio', 'Built in');
    await keyboard.press('ArrowDown');
    await focused('radio', 'OpenAI-compatible');
    await tabTo('textbox', 'Address');
    await keyboard.type(model.url);
    await keyboard.press('Tab');
    await focused('textbox', 'Model');
    await tabTo('button', 'Save');
    await keyboard.press('Enter');
    // What is missing has the keyboard.
    await focused('textbox', 'Model');
    await keyboard.type('scripted');
    await keyboard.press('Enter');
    await expect(page.getByText(/^Saved\./)).toBeVisible();

    await visitor.arrive();
    await visitor.chat.ask(QUESTION);
    await page.goto(`${origin}/inbox/assistant`);
    await operator.openFirst();
    await expect(operator.said('assistant')).toHaveCount(1);
    await operator.thread.focus();
    await tabTo('button', 'How was this answered?');
    await keyboard.press('Enter');
    const sheet = page.getByRole('dialog', { name: 'How was this answered?' });
    const first = sheet.locator('summary').first();
    await expect(first).toBeVisible();
    for (let tabs = 0; tabs < 6 && !(await first.evaluate((it) => it === document.activeElement)); tabs += 1)
      await keyboard.press('Tab');
    await keyboard.press('Enter');
    await expect(sheet.locator('details[open]')).toHaveCount(1);
    await keyboard.press('Escape');
    await expect(sheet).toHaveCount(0);
    await focused('button', 'How was this answered?');
  } finally {
    await model.stop();
  }
});
