import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { badNetwork, type Cut } from './bad-network.ts';
import { type Demo, startDemo } from './server.ts';

const examples = path.resolve(import.meta.dirname, '../examples');
const questions = ['How long does standard delivery take?', 'How do I return a jacket?'];

interface Client {
  name: string;
  command: string;
  arguments: string[];
  /** What the server says when a message is durable, as this client hears it. */
  acknowledged: string;
}

const clients: Client[] = [
  {
    name: 'chat.ts',
    command: process.execPath,
    arguments: ['--import', 'tsx', path.join(examples, 'chat.ts')],
    acknowledged: '"type":"ack"',
  },
  {
    name: 'chat.py',
    command: 'python3',
    arguments: [path.join(examples, 'chat.py')],
    acknowledged: '"duplicate":false',
  },
];

/** Runs a client to its end; what it printed, line by line. */
async function run(client: Client, server: string, assistant: string, says: string[]): Promise<string[]> {
  const child = spawn(client.command, [...client.arguments, server, assistant], {
    stdio: ['pipe', 'pipe', 'inherit'],
    timeout: 60_000,
  });
  let printed = '';
  child.stdout.on('data', (part: Buffer) => {
    printed += part.toString();
  });
  child.stdin.end(`${says.join('\n')}\n`);
  const code = await new Promise((ended) => child.on('close', ended));
  assert.equal(code, 0, `${client.name} ended with ${code} after:\n${printed}`);
  return printed.split('\n').filter((line) => line.startsWith('assistant: '));
}

for (const client of clients) {
  describe(client.name, () => {
    let demo: Demo;
    before(async () => {
      demo = await startDemo();
    });
    after(() => demo.stop());

    test('is short', async () => {
      const lines = (await readFile(path.join(examples, client.name), 'utf8')).trimEnd().split('\n');
      assert.ok(lines.length < 80, `${lines.length} lines`);
    });

    test('asks and prints the answer once', async () => {
      const answers = await run(client, demo.url, demo.assistant, questions.slice(0, 1));
      assert.equal(answers.length, 1);
      assert.match(answers[0] ?? '', /working days/);
    });

    test('says nothing twice and prints nothing twice on a bad network', async () => {
      const cuts: Cut[] = [
        { at: client.acknowledged, heard: false, times: 2, done: 0 },
        { at: '"sender":"assistant"', heard: false, times: 1, done: 0 },
        { at: '"sender":"assistant"', heard: true, times: 2, done: 0 },
      ];
      const network = await badNetwork(demo.url, cuts);
      let answers: string[];
      try {
        answers = await run(client, network.url, demo.assistant, questions);
        assert.ok(
          cuts[0]?.done === 2 && cuts[1]?.done === 1 && (cuts[2]?.done ?? 0) >= 1,
          JSON.stringify(cuts),
        );
      } finally {
        network.stop();
      }
      const dialog = await demo.lastDialog();
      assert.deepEqual(await demo.saidIn(dialog, 'user'), questions);
      const given = await demo.saidIn(dialog, 'assistant');
      assert.deepEqual(
        answers,
        given.map((text) => `assistant: ${text}`.split('\n', 1)[0]),
      );
    });
  });
}
