import path from 'node:path';
import type { Page } from '@playwright/test';

/** A picture for people to look at: only where `TANDEM_SHOTS` names a folder, never in the repository. */
export async function shot(page: Page, name: string): Promise<void> {
  const folder = process.env.TANDEM_SHOTS;
  if (!folder) return;
  await page.screenshot({ path: path.join(folder, `${name}.png`), animations: 'disabled' });
}
