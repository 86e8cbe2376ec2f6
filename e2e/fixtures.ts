import { type Browser, test as base, expect, type Page } from '@playwright/test';
import { Guard } from './guard';
import { SignedInCustomer, Visitor } from './pages/customer';
import { Operator } from './pages/operator';
import { type Demo, startDemo } from './server/demo';

interface Fixtures {
  /** Settings of the server, as `TANDEM_*`. */
  settings: Record<string, string>;
  /** What the browsers may complain of, because the journey is about just that. */
  expected: RegExp | undefined;
  demo: Demo;
  /** The origin that the customer's browser talks to; the operator's too. */
  origin: string;
  guard: Guard;
  visitor: Visitor;
  /** One more of them, in a window of their own. */
  stranger: () => Promise<Visitor>;
  customer: SignedInCustomer;
  operator: Operator;
}

/** A window of a browser that knows nothing of the others. */
async function freshPage(browser: Browser, guard: Guard, who: string, height: number): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: 1440, height },
    permissions: ['notifications'],
    reducedMotion: 'reduce',
  });
  await guard.watch(context, who);
  return context.newPage();
}

export const test = base.extend<Fixtures>({
  settings: [{}, { option: true }],
  expected: [undefined, { option: true }],

  demo: async ({ settings }, use) => {
    const demo = await startDemo(settings);
    await use(demo);
    await demo.stop();
  },

  origin: async ({ demo }, use) => use(demo.url),

  guard: async ({ expected }, use) => {
    const guard = new Guard();
    if (expected) guard.expect(expected);
    await use(guard);
    expect(guard.complaints(), 'what the browsers complained of').toEqual([]);
  },

  visitor: async ({ browser, guard, origin }, use) => {
    const page = await freshPage(browser, guard, 'visitor', 900);
    await use(new Visitor(page, `${origin}/demo/shop`));
    await page.context().close();
  },

  stranger: async ({ browser, guard, origin }, use) => {
    const pages: Page[] = [];
    await use(async () => {
      const page = await freshPage(browser, guard, 'stranger', 900);
      pages.push(page);
      return new Visitor(page, `${origin}/demo/shop`);
    });
    for (const page of pages) if (!page.isClosed()) await page.context().close();
  },

  customer: async ({ browser, guard, origin }, use) => {
    const page = await freshPage(browser, guard, 'customer', 900);
    await use(new SignedInCustomer(page, `${origin}/demo/account`));
    await page.context().close();
  },

  // High enough that the whole dialog is in the page: the thread draws only what is in view.
  operator: async ({ browser, guard, origin, demo }, use) => {
    const page = await freshPage(browser, guard, 'operator', 2_400);
    // Whether somebody is signed in can only be asked; the browser notes the honest "no".
    guard.expect(/status of 401 .*\/auth\/refresh/);
    const operator = new Operator(page, demo.operator, `${origin}/`);
    await operator.signIn();
    await use(operator);
    await page.context().close();
  },
});

export { expect };
