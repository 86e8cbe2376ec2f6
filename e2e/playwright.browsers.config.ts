import { defineConfig } from '@playwright/test';
import type { BrowserName } from './browsers/tab';

/** Counted runs in two browsers, which Playwright cannot drive as they are: only its runner is used. */
export default defineConfig<{ driver: BrowserName }>({
  testDir: 'browsers',
  workers: 1,
  retries: 0,
  expect: { timeout: 15_000 },
  forbidOnly: true,
  outputDir: 'test-results',
  reporter: [['list']],
  projects: [
    { name: 'chromium', use: { driver: 'chromium' } },
    { name: 'firefox', use: { driver: 'firefox' } },
  ],
});
