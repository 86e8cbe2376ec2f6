import { preact } from '@preact/preset-vite';
import { defineConfig } from 'vitest/config';
import { aliases } from './aliases.ts';

export default defineConfig({
  plugins: [preact()],
  resolve: { alias: aliases },
  define: { __VERSION__: '"test"' },
  test: {
    environment: 'jsdom',
    testTimeout: 30_000,
    include: ['{bridge,loader,frame}/**/*.test.{ts,tsx}'],
    setupFiles: ['frame/testing/style-sheets.ts'],
  },
});
