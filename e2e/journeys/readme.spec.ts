import { execFile } from 'node:child_process';
import { access, constants, readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@playwright/test';
import { binary } from '../server/demo';

const root = path.resolve(import.meta.dirname, '../..');

/** What stands between backticks, alone or in a fenced block: there a reader looks for commands. */
async function commandsOf(page: string): Promise<string> {
  const text = await readFile(path.join(root, page), 'utf8');
  return [...text.matchAll(/```[a-z]*\n([\s\S]*?)```|`([^`\n]+)`/g)]
    .map((hit) => hit[1] ?? hit[2])
    .join('\n');
}

const unique = (hits: Iterable<RegExpMatchArray>): string[] => [
  ...new Set([...hits].map((hit) => hit[1] ?? '')),
];

test('every script that the README names exists and can be started', async () => {
  const scripts = unique((await commandsOf('README.md')).matchAll(/(?:^|\s)\.\/(scripts\/[\w-]+)/gm));
  expect(scripts).toContain('scripts/run');
  for (const script of scripts) await access(path.join(root, script), constants.X_OK);
});

test('every command of tandem that the README names exists', async () => {
  const words = unique((await commandsOf('README.md')).matchAll(/(?:^|[\s/])tandem ([a-z]+(?: [a-z]+)?)/gm));
  expect(words).not.toHaveLength(0);
  for (const command of words) {
    const { stdout } = await promisify(execFile)(binary, [...command.split(' '), '--help']);
    expect(stdout, `tandem ${command} --help`).toContain('Usage');
  }
});
