import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { expect, test } from 'vitest';

/* The order of the house: shared ← features ← app, and no feature knows another. */

const src = resolve(import.meta.dirname, '..');
const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((file) => /\.tsx?$/.test(file));

function importsOf(file: string): string[] {
  const text = readFileSync(join(src, file), 'utf8');
  const named = [...text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map(([, path = '']) => path);
  return named
    .filter((path) => path.startsWith('@/') || path.startsWith('.'))
    .map((path) =>
      path.startsWith('@/') ? path.slice(2) : relative(src, resolve(src, dirname(file), path)),
    );
}

/** Where a file stands: `app`, `testing`, `shared`, or its feature. */
function place(path: string): string {
  const [folder = '', name = ''] = path.split('/');
  if (folder === 'features') return `features/${name}`;
  return folder === 'app' || folder === 'testing' ? folder : 'shared';
}

function mayImport(from: string, to: string): boolean {
  if (from === 'testing' || from === 'app') return to !== 'testing' || from === 'testing';
  if (to === 'app' || to === 'testing') return false;
  return to === 'shared' || to === from;
}

const isTest = (file: string) => /\.test\.tsx?$/.test(file);

test('every import points down', () => {
  const wrong = files
    .filter((file) => !isTest(file))
    .flatMap((file) => importsOf(file).map((path) => ({ file, path })))
    .filter(({ file, path }) => !mayImport(place(file), place(path)))
    .map(({ file, path }) => `${file} imports ${path}`);
  expect(wrong).toEqual([]);
});

test('the rule knows what it forbids', () => {
  expect(mayImport('features/inbox', 'features/dialog')).toBe(false);
  expect(mayImport('features/inbox', 'app')).toBe(false);
  expect(mayImport('shared', 'features/inbox')).toBe(false);
  expect(mayImport('app', 'testing')).toBe(false);
  expect(mayImport('app', 'features/inbox')).toBe(true);
  expect(mayImport('features/inbox', 'shared')).toBe(true);
});

test('files are short, and named for what they are', () => {
  const long = files.filter((file) => readFileSync(join(src, file), 'utf8').split('\n').length > 300);
  const vague = files.filter((file) => /(^|\/)(util|utils|common|helpers|manager|misc)(\/|\.)/.test(file));
  const named = files.filter((file) => !/^[a-z0-9-]+(\.test)?\.tsx?$/.test(file.split('/').at(-1) ?? ''));
  expect({ long, vague, named }).toEqual({ long: [], vague: [], named: [] });
});
