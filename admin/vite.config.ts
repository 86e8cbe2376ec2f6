import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  plugins: [react()],
  resolve: {
    alias: [
      { find: /^@\//, replacement: `${here('./src')}/` },
      // What the preview of an assistant shows is the widget's own.
      { find: /^tandem-widget\//, replacement: here('../widget/') },
      { find: /^tandem-client$/, replacement: here('../client/src/index.ts') },
      { find: /^tandem-client\/markdown$/, replacement: here('../client/src/markdown/index.ts') },
    ],
  },
  build: {
    target: 'es2022',
    // Data addresses would need room in the Content-Security-Policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: {
    // The widget's style sheets are read as text, which counts as reading outside of this folder.
    fs: { allow: [here('.'), here('../client'), here('../widget')] },
    proxy: {
      '/api': 'http://127.0.0.1:8000',
      '/ws': { target: 'ws://127.0.0.1:8000', ws: true },
    },
  },
});
