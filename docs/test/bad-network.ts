import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** Cuts a connection when the server says something: before it is heard, or right after. */
export interface Cut {
  at: string;
  heard: boolean;
  /** How many times; then the network is well again. */
  times: number;
  done: number;
}

/** A network between a client and the server, which cuts connections as it is told. */
export async function badNetwork(server: string, cuts: Cut[]) {
  const { hostname, port } = new URL(server);
  const open = new Set<Socket>();
  const proxy = createServer((client) => {
    const upstream = connect(Number(port), hostname);
    const end = () => {
      client.destroy();
      upstream.destroy();
    };
    for (const side of [client, upstream]) {
      open.add(side);
      side.on('error', end).on('close', end);
      side.on('close', () => open.delete(side));
    }
    client.on('data', (bytes) => upstream.write(bytes));
    upstream.on('data', (bytes) => {
      const cut = cuts.find(({ at, times, done }) => done < times && bytes.includes(at));
      if (!cut) return void client.write(bytes);
      cut.done += 1;
      if (cut.heard) client.write(bytes, end);
      else end();
    });
  });
  await new Promise<void>((listening) => proxy.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    stop: () => {
      for (const side of open) side.destroy();
      proxy.close();
    },
  };
}
