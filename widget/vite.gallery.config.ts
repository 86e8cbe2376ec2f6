import { preact } from '@preact/preset-vite';
import { defineConfig } from 'vite';
import { aliases } from './aliases.ts';

/** Every state of the panel without a server, for the eye: `npm run gallery`, then `/?state=queued&theme=dark`. */
export default defineConfig({
  root: 'fixtures/gallery',
  plugins: [preact()],
  resolve: { alias: aliases },
  define: { __VERSION__: '"gallery"' },
  server: { port: 5321, strictPort: true, host: '127.0.0.1', hmr: false },
});
