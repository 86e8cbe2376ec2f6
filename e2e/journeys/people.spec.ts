import { faultsInAllLooks } from '../assistive';
import { expect, test } from '../fixtures';
import { Operator } from '../pages/operator';

test('an owner adds a colleague, who signs in, and takes them out again', async ({
  operator: { page },
  browser,
  guard,
  origin,
}) => {
  await page.goto(`${origin}/settings`);
  const people = page.getByRole('region', { name: 'People' });
  await people.getByRole('button', { name: 'Add a colleague' }).click();
  const form = page.getByRole('dialog', { name: 'Add a colleague' });
  const login = { email: 'dana@northfell.example', password: 'a good long one' };
  await form.getByLabel('Name').fill('Dana Ito');
  await form.getByLabel('E-mail address').fill(login.email);
  await form.getByLabel('Password').fill(login.password);
  const looked = await faultsInAllLooks(page, 'people-adding');
  await form.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(people.getByText('Dana Ito')).toBeVisible();
  looked.push(...(await faultsInAllLooks(page, 'people')));
  expect(looked).toEqual([]);

  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  await guard.watch(context, 'colleague');
  const dana = new Operator(await context.newPage(), login, `${origin}/`);
  await dana.signIn();
  await dana.page.goto(`${origin}/settings`);
  await expect(dana.page.getByText('Agent · you')).toBeVisible();
  await expect(dana.page.getByRole('button', { name: 'Add a colleague' })).toHaveCount(0);

  await people.getByRole('button', { name: 'Remove Dana Ito' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await expect(people.getByText('Dana Ito')).toHaveCount(0);
  // Who is out is signed out, and the browser notes the refusals.
  guard.expect(/status of 40[13] /);
  await dana.page.reload();
  await expect(dana.page.getByRole('button', { name: 'Sign in' })).toBeVisible();
  await context.close();
});
