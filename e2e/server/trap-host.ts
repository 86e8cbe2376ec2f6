import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A stranger's host: whoever asks it for anything has been lured. */
export interface TrapHost {
  url: string;
  /** What was asked of it. */
  readonly hits: readonly string[];
  stop(): Promise<void>;
}

export async function startTrapHost(): Promise<TrapHost> {
  const hits: string[] = [];
  const server = createServer((request, response) => {
    hits.push(`${request.method} ${request.url}`);
    response.end();
  });
  // A connection alone tells that somebody reads this, and when.
  server.on('connection', () => hits.push('connection'));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    hits,
    stop: () => new Promise((stopped) => server.close(() => stopped())),
  };
}
