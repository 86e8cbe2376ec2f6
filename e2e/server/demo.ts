import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { freePort } from './free-port';

/** What `tandem demo --json` prints, as one line, once it serves. */
export interface DemoAddresses {
  url: string;
  shop: string;
  account: string;
  operator: { email: string; password: string };
}

export interface Demo extends DemoAddresses {
  stop(): Promise<void>;
}

export const binary =
  process.env.TANDEM_BIN ?? path.resolve(import.meta.dirname, '../../target/debug/tandem');

/** The real binary on a free port, with a data folder that goes with it. */
export async function startDemo(environment: Record<string, string> = {}): Promise<Demo> {
  const data = await mkdtemp(path.join(tmpdir(), 'tandem-journey-'));
  const listen = `127.0.0.1:${await freePort()}`;
  const server = spawn(binary, ['demo', '--json', '--listen', listen, '--data-dir', data], {
    env: { ...withoutSettings(process.env), ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const gone = once(server, 'exit');
  const stop = async (): Promise<void> => {
    if (server.exitCode === null && server.signalCode === null) server.kill('SIGTERM');
    await gone;
    await rm(data, { recursive: true, force: true });
  };
  try {
    return { ...(await readAddresses(server)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The server refuses settings that it does not know, and those of the tests are among them. */
function withoutSettings(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith('TANDEM_')));
}

async function readAddresses(server: ChildProcess): Promise<DemoAddresses> {
  const { stdout, stderr } = server;
  if (!stdout || !stderr) throw new Error('the server has no output to read');
  let log = '';
  stderr.on('data', (part: Buffer) => {
    log = (log + part.toString()).slice(-20_000);
  });
  for await (const line of createInterface({ input: stdout })) {
    if (line.startsWith('{')) {
      stdout.resume();
      return JSON.parse(line) as DemoAddresses;
    }
  }
  throw new Error(`tandem demo ended before it was ready:\n${log}`);
}
