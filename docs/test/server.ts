import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';

const binary = process.env.TANDEM_BIN ?? path.resolve(import.meta.dirname, '../../target/debug/tandem');

export interface Demo {
  url: string;
  assistant: string;
  /** Every text of a dialog that one side said, as an operator reads it. */
  saidIn(dialog: number, by: 'user' | 'assistant'): Promise<string[]>;
  lastDialog(): Promise<number>;
  stop(): Promise<void>;
}

/** The real binary with the demo shop in it, on a port and in a folder of its own. */
export async function startDemo(): Promise<Demo> {
  const data = await mkdtemp(path.join(tmpdir(), 'tandem-examples-'));
  const clean = Object.entries(process.env).filter(([name]) => !name.startsWith('TANDEM_'));
  const server = spawn(binary, ['demo', '--json', '--listen', '127.0.0.1:0', '--data-dir', data], {
    env: { ...Object.fromEntries(clean), TANDEM_LOG: 'off', TANDEM_ANSWER_PACE_MS: '1' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const gone = once(server, 'exit');
  const stop = async (): Promise<void> => {
    server.kill('SIGTERM');
    await gone;
    await rm(data, { recursive: true, force: true });
  };
  for await (const line of createInterface({ input: server.stdout })) {
    server.stdout.resume();
    const { url, operator } = JSON.parse(line);
    const page = await (await fetch(`${url}/demo/shop`)).text();
    const assistant = /data-assistant="([^"]+)"/.exec(page)?.[1] ?? '';
    const signedIn = await fetch(`${url}/api/v1/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(operator),
    });
    const { access_token } = (await signedIn.json()) as { access_token: string };
    const get = async (place: string) => {
      const answer = await fetch(`${url}/api/v1${place}`, {
        headers: { authorization: `Bearer ${access_token}` },
      });
      return (await answer.json()) as { items: { id: number; sender: string; text: string }[] };
    };
    return {
      url,
      assistant,
      saidIn: async (dialog, by) => {
        const { items } = await get(`/dialogs/${dialog}/messages?after=0&limit=200`);
        return items.filter(({ sender }) => sender === by).map(({ text }) => text);
      },
      lastDialog: async () => Math.max(...(await get('/dialogs')).items.map(({ id }) => id)),
      stop,
    };
  }
  await stop();
  throw new Error('the server ended before it was ready');
}
