// What the first route costs to fetch, against its limits. Exits with 1 above them.
import { readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const LIMITS_KB = { js: 200, css: 15 };
const dist = new URL('../dist/', import.meta.url);

const entry = readFileSync(new URL('index.html', dist), 'utf8');
const named = [...entry.matchAll(/(?:src|href)="\/(assets\/[^"]+\.(?:js|css))"/g)].map(([, path]) => path);
const first = new Set(named);
// Static imports of the entry come with it, whether or not the page names them.
for (const path of first) {
  if (!path.endsWith('.js')) continue;
  const code = readFileSync(new URL(path, dist), 'utf8');
  for (const [, file] of code.matchAll(/(?:^|[;}])import(?:[^"'`();]*?from)?["']\.\/([^"']+\.js)["']/g))
    first.add(`assets/${file}`);
}

const kb = (path) => gzipSync(readFileSync(new URL(path, dist)), { level: 9 }).length / 1_000;
let failed = false;
for (const [type, limit] of Object.entries(LIMITS_KB)) {
  const files = [...first].filter((path) => path.endsWith(`.${type}`));
  const total = files.reduce((sum, path) => sum + kb(path), 0);
  failed ||= total > limit;
  console.log(`first route ${type}: ${total.toFixed(1)} kB of ${limit} (${files.length} files)`);
}
for (const file of readdirSync(new URL('assets/', dist))) {
  const path = `assets/${file}`;
  if (/\.(js|css)$/.test(file) && !first.has(path)) console.log(`later: ${file} ${kb(path).toFixed(1)} kB`);
}
process.exit(failed ? 1 : 0);
