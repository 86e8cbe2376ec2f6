// Weighs what a visitor downloads, as zlib level 9 makes it, and fails above the budgets of the design.
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const dist = fileURLToPath(new URL('../dist/', import.meta.url));
const weigh = (file) => gzipSync(readFileSync(dist + file), { level: 9 }).length;
const assets = readdirSync(`${dist}frame/assets`).map((name) => `frame/assets/${name}`);
const named = (...names) => assets.filter((file) => names.some((name) => file.includes(`/${name}-`)));

/** The file and all that it cannot run without: a part that two others share would otherwise be weighed by none. */
function withImports(file, known = new Set()) {
  if (known.has(file)) return known;
  known.add(file);
  const source = readFileSync(dist + file, 'utf8');
  for (const [, name] of source.matchAll(/(?:from|import)\s*"\.\/([^"]+)"/g))
    withImports(`frame/assets/${name}`, known);
  return known;
}
const atFirst = [
  'frame/index.html',
  ...new Set(named('index', 'start').flatMap((file) => [...withImports(file)])),
];
const late = assets.filter((file) => !atFirst.includes(file));
const budgets = [
  { what: 'before the click (loader)', files: ['widget.js'], limit: 5_000 },
  {
    what: 'a closed launcher of a returning visitor',
    files: ['frame/index.html', ...named('index')],
    limit: 3_000,
  },
  { what: 'frame to the first answer, its Markdown included', files: atFirst, limit: 40_000 },
  { what: 'frame with every lazy part', files: [...atFirst, ...late], limit: 60_000 },
];

let over = false;
for (const { what, files, limit } of budgets) {
  const sum = files.reduce((total, file) => total + weigh(file), 0);
  over ||= sum > limit;
  console.log(`${sum > limit ? 'OVER ' : '   ok'} ${String(sum).padStart(6)} of ${limit} B  ${what}`);
  for (const file of files) console.log(`       ${String(weigh(file)).padStart(6)}  ${file}`);
}
process.exit(over ? 1 : 0);
