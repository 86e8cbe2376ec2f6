import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

/** The version whose nodes the example is held against. */
const VERSION = '2.41.2';

/** What n8n says of one parameter. */
export interface Property {
  name: string;
  type: string;
  default?: unknown;
  required?: boolean;
  typeOptions?: { multipleValues?: boolean };
  options?: (Property & { value?: unknown; values?: Property[] })[];
  displayOptions?: { show?: Conditions; hide?: Conditions };
}

export type Conditions = Record<string, unknown[]>;

/** What n8n says of one type of node, in one or several versions. */
export interface Description {
  name: string;
  version: number | number[];
  group: string[];
  outputs: unknown;
  properties: Property[];
  credentials?: { name: string }[];
}

const run = promisify(execFile);

/**
 * The descriptions as n8n publishes them: one file of its package, fetched once (12 MB) and kept below `target`.
 * Its dependencies, which are many, stay away.
 */
export async function published(): Promise<Description[]> {
  const folder = path.resolve(import.meta.dirname, '../../../target/n8n');
  const kept = path.join(folder, `nodes-${VERSION}.json`);
  if (!existsSync(kept)) {
    await mkdir(folder, { recursive: true });
    await run('npm', ['pack', `n8n-nodes-base@${VERSION}`, '--pack-destination', folder, '--silent']);
    const archive = path.join(folder, `n8n-nodes-base-${VERSION}.tgz`);
    await run('tar', ['-xzf', archive, '-C', folder, 'package/dist/types/nodes.json']);
    await rename(path.join(folder, 'package/dist/types/nodes.json'), kept);
    await rm(archive);
  }
  return JSON.parse(await readFile(kept, 'utf8'));
}
