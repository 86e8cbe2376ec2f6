import path from 'node:path';
import type { Page } from '@playwright/test';

/** A picture for people to look at: only where `TANDEM_SHOTS` names a folder, never in the repository. */
export async function shot(page: Page, name: string): Promise<void> {
  const folder = process.env.TANDEM_SHOTS;
  if (!folder) return;
  await page.screenshot({ path: path.join(folder, `${name}.png`), animations: 'disabled' });
}

/** The same on a small phone and on a desk, by day and by night. */
export async function looks(page: Page, name: string): Promise<void> {
  if (!process.env.TANDEM_SHOTS) return;
  const before = page.viewportSize() ?? { width: 1440, height: 900 };
  for (const width of [320, 1440]) {
    await page.setViewportSize({ width, height: width === 320 ? 640 : 900 });
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await shot(page, `${name}-${width}-${colorScheme}`);
    }
  }
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize(before);
}
