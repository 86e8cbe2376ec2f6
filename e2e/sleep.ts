import { setTimeout as passes } from 'node:timers/promises';
import type { Browser } from '@playwright/test';

/**
 * Stops the processes that draw pages, as a machine's sleep does: no timer runs, no byte is read, and the wall
 * clock goes on. Chromium's own freezing spares every page that is seen, and without a screen all are.
 */
export async function sleepFor(browser: Browser, ms: number, meanwhile: () => Promise<void>): Promise<void> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  const pages = processInfo.filter(({ type }) => type === 'renderer');
  for (const { id } of pages) process.kill(id, 'SIGSTOP');
  try {
    await Promise.all([meanwhile(), passes(ms)]);
  } finally {
    for (const { id } of pages) process.kill(id, 'SIGCONT');
  }
}
