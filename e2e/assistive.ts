import type { Page } from '@playwright/test';
import library from 'axe-core';
import { shot } from './shots';

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const WIDTHS = [320, 1440];

/** What axe finds wrong in each of the page's frames, a line for every place. */
async function faults(page: Page): Promise<string[]> {
  const found = page.frames().map(async (frame) => {
    await frame.evaluate(library.source);
    return frame.evaluate(async (rules) => {
      const { violations } = await globalThis.axe.run({ runOnly: rules, iframes: false });
      return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`));
    }, RULES);
  });
  return (await Promise.all(found)).flat();
}

/** The same, on a small phone and on a desk, by day and by night; each look is a picture where one is asked for. */
export async function faultsInAllLooks(page: Page, name: string): Promise<string[]> {
  const before = page.viewportSize() ?? { width: 1440, height: 900 };
  const all: string[] = [];
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: before.height });
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      const look = `${name}-${width}-${colorScheme}`;
      await shot(page, look);
      all.push(...(await faults(page)).map((fault) => `${look}: ${fault}`));
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      if (wide > width) all.push(`${look}: ${wide} px in a window of ${width}`);
    }
  }
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize(before);
  return all;
}

declare global {
  var axe: typeof import('axe-core');
}
