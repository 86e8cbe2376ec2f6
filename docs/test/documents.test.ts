import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { Parser } from '@asyncapi/parser';

const read = (name: string) => readFile(new URL(`../${name}`, import.meta.url), 'utf8');

/** What the document's own standard calls an error or a warning, but for newer versions of the standard. */
async function complaints(text: string): Promise<string[]> {
  const { diagnostics } = await new Parser().parse(text);
  return diagnostics
    .filter(({ severity, code }) => severity <= 1 || (code !== 'asyncapi-latest-version' && severity <= 2))
    .map(({ code, message, path }) => `${code}: ${message} (${path.join('/')})`);
}

test('the AsyncAPI document is valid', async () => {
  assert.deepEqual(await complaints(await read('asyncapi.json')), []);
});

test('a broken AsyncAPI document is not', async () => {
  const document = JSON.parse(await read('asyncapi.json'));
  document.operations['inbox.send'].action = 'shout';
  assert.notDeepEqual(await complaints(JSON.stringify(document)), []);
});

test('the sockets that are described are those that the protocol names', async () => {
  const { channels } = JSON.parse(await read('asyncapi.json'));
  const addresses = Object.values<{ address: string }>(channels).map(({ address }) => address);
  assert.deepEqual(addresses.sort(), [
    '/ws/dialogs/{dialog_id}',
    '/ws/inbox',
    '/ws/site/dialogs/{dialog_id}',
    '/ws/widget/dialogs/{dialog_id}',
  ]);
});
