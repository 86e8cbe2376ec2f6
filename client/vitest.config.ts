import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts', 'src/**/*.test.ts'],
    environment: 'node',
    setupFiles: ['test/setup.ts'],
    maxWorkers: 1,
    // Minutes of held time are much work for a busy machine.
    testTimeout: 60_000,
  },
});
