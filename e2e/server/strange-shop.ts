import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A page with the chat's script on it, of an origin that no assistant allows. */
export interface StrangeShop {
  url: string;
  stop(): Promise<void>;
}

export async function startStrangeShop(script: string, assistant: string): Promise<StrangeShop> {
  const tag = `<script async src="${script}" data-assistant="${assistant}"></script>`;
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html');
    response.end(`<!doctype html><html lang="en"><title>Shop</title><link rel="icon" href="data:,">${tag}`);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return {
    // By another name than the server's: another origin, and yet this machine.
    url: `http://localhost:${port}/`,
    stop: () =>
      new Promise((stopped) => {
        server.close(() => stopped());
        server.closeAllConnections();
      }),
  };
}
