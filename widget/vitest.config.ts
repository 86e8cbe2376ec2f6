import { preact } from '@preact/preset-vite';
import { defineConfig } from 'vitest/config';
import { aliases } from './aliases.ts';
import { onlyTheLexer } from './tools/only-the-lexer.ts';

export default defineConfig({
  plugins: [preact(), onlyTheLexer],
  resolve: { alias: aliases },
  define: { __VERSION__: '"test"' },
  test: {
    environment: 'jsdom',
    // So that what is tested is what is built: a lexer that was cut out of its file.
    server: { deps: { inline: ['marked'] } },
    testTimeout: 30_000,
    include: ['{bridge,loader,frame}/**/*.test.{ts,tsx}'],
    setupFiles: ['frame/testing/style-sheets.ts'],
  },
});
