import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: 'journeys',
  // It makes the README's picture, and checks nothing: run only where that is wanted.
  testIgnore: process.env.TANDEM_PICTURE ? [] : ['picture.spec.ts'],
  // A journey shares its server with others of the same worker, never its browser windows.
  workers: 1,
  fullyParallel: false,
  // A journey that fails now and then is a defect, not bad luck.
  retries: 0,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  forbidOnly: true,
  outputDir: 'test-results',
  reporter: [['list']],
  use: {
    launchOptions: {
      executablePath: process.env.TANDEM_CHROMIUM || '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
    actionTimeout: 15_000,
    navigationTimeout: 20_000,
  },
});
