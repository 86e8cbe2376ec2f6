import { preact } from '@preact/preset-vite';
import { defineConfig, type Plugin } from 'vite';
import { aliases } from './aliases.ts';
import manifest from './package.json' with { type: 'json' };
import { onlyTheLexer } from './tools/only-the-lexer.ts';

/** A late part here is one script without styles of its own: Vite's kilobyte for preloading has nothing to do. */
const withoutPreloading: Plugin = {
  name: 'without-preloading',
  enforce: 'pre',
  load: (id) =>
    id === '\0vite/preload-helper.js' ? 'export const __vitePreload = (load) => load();' : undefined,
};

/** `dist/frame`: the app in the frame, with hashed assets that the server gives out under `/embed/`. */
export default defineConfig({
  root: 'frame',
  base: '/embed/',
  plugins: [preact(), withoutPreloading, onlyTheLexer],
  resolve: { alias: aliases },
  define: { __VERSION__: JSON.stringify(manifest.version) },
  build: {
    outDir: '../dist/frame',
    emptyOutDir: true,
    target: 'es2022',
    // The first that know light-dark(): written out for older ones, it would no longer follow setTheme.
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    // Slower than the default minifier and a twentieth smaller: each byte is every visitor's.
    minify: 'terser',
    terserOptions: {
      ecma: 2020,
      module: true,
      compress: { passes: 3, unsafe_arrows: true, keep_fargs: false },
    },
    // A data: address would not pass the frame's img-src and font-src.
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    modulePreload: false,
  },
});
