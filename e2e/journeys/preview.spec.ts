import { faultsInAllLooks } from '../assistive';
import { expect, test } from '../fixtures';
import { OperatorApi } from '../server/operator-api';

const PARTS = {
  title: '.who h1',
  subtitle: '.who p',
  face: '.avatar-large',
  greeting: '.welcome h2',
  disclosure: '.disclosure',
  suggestion: '.suggestions button',
  field: '.field',
  send: '.send',
  person: '.person-link',
};
const STYLES = [
  'color',
  'backgroundColor',
  'borderTopColor',
  'borderTopWidth',
  'borderTopLeftRadius',
  'fontFamily',
  'fontSize',
  'fontWeight',
  'lineHeight',
  'paddingTop',
  'paddingLeft',
] as const;

type Look = [parts: typeof PARTS, styles: typeof STYLES];
const LOOK: Look = [PARTS, STYLES];

/** Each part's words and how they are dressed; runs in the page. */
function lookOf(app: Element, [parts, styles]: Look): unknown {
  return Object.entries(parts).map(([name, selector]) => {
    const part = app.querySelector(selector);
    if (!part) return [name, 'is not there'];
    const style = getComputedStyle(part);
    return [name, part.textContent, ...styles.map((each) => style[each])];
  });
}

test('the preview of an assistant looks as its chat does', async ({
  operator: { page },
  visitor,
  demo,
  origin,
}) => {
  const team = await OperatorApi.signIn(demo);
  await page.goto(`${origin}/assistants/${await team.assistant()}/settings`);
  await page.getByLabel('Name').fill('Ada');
  await page.getByLabel('Greeting').fill('What can we do for you today?');
  await page.getByLabel('Suggested questions').fill('Where is my order?\nIs it warm?');
  await page.getByLabel('Colour', { exact: true }).fill('#a8326e');
  const shown = page.getByRole('img', { name: 'The chat as a visitor first sees it' });
  // At the width that the real one has on a desk.
  await shown.evaluate((host) => Object.assign(host.style, { width: '400px', maxWidth: 'none' }));
  const preview = await shown.locator('.app').evaluate(lookOf, LOOK);
  expect(await faultsInAllLooks(page, 'preview')).toEqual([]);
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByText('Saved.')).toBeVisible();

  await visitor.arrive();
  await expect(visitor.chat.frame.getByText('Is it warm?')).toBeVisible();
  const real = await visitor.chat.frame.locator('.app').evaluate(lookOf, LOOK);
  expect(preview).toEqual(real);
});
