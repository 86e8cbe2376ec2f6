import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/** What a line between browser and server does to what goes over it; pages and scripts always get through. */
export interface Faults {
  /** WebSockets: through, or turned away as by a proxy that knows none. */
  sockets: boolean;
  /** Event streams: through, or turned away. */
  streams: boolean;
  /** `dark`: nothing of the chat gets through. `deaf`: all is taken, and no answer ever comes back. */
  chat: 'through' | 'dark' | 'deaf';
  /** Pages may be stored, as most shops' may: a browser remembers no other ones for going back. */
  storable: boolean;
}

export interface FaultProxy extends Faults {
  url: string;
  /** How many WebSocket upgrades it turned away, and how many streams it let through. */
  refused: number;
  streamed: number;
  /** The sockets that are open now stay so and bring nothing more; later ones are sound. */
  halfOpen(): void;
  stop(): Promise<void>;
}

const isChat = (path: string): boolean => path.startsWith('/api/') || path.startsWith('/ws/');
const isStream = (path: string): boolean => /\/dialogs\/\d+\/events\b/.test(path);

/** Names and values take turns. */
const withoutNoStore = (headers: string[]): string[] =>
  headers.map((value, at) => (at % 2 === 1 && value === 'no-store' ? 'no-cache' : value));

/** A way to the server that can be made bad while it is used. */
export async function startFaultProxy(target: string, faults: Partial<Faults> = {}): Promise<FaultProxy> {
  const { hostname, port } = new URL(target);
  const open = new Set<Duplex>();
  /** Sockets of an earlier age are half-open. */
  let age = 0;

  function forward(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const path = incoming.url ?? '/';
    if (isChat(path) && proxy.chat === 'dark') {
      incoming.socket.destroy();
      return;
    }
    if (isStream(path) && !proxy.streams) {
      outgoing.writeHead(502).end();
      return;
    }
    if (isStream(path)) proxy.streamed += 1;
    const onward = request(
      { hostname, port, method: incoming.method, path, headers: incoming.headers },
      (answer) => {
        if (isChat(path) && proxy.chat === 'deaf') {
          incoming.socket.destroy();
          return;
        }
        const { rawHeaders } = answer;
        const headers = proxy.storable && !isChat(path) ? withoutNoStore(rawHeaders) : rawHeaders;
        outgoing.writeHead(answer.statusCode ?? 502, headers);
        answer.pipe(outgoing);
      },
    );
    onward.on('error', () => outgoing.destroy());
    outgoing.on('close', () => onward.destroy());
    incoming.pipe(onward);
  }

  function upgrade(incoming: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    if (proxy.chat === 'dark') {
      socket.destroy();
      return;
    }
    if (!proxy.sockets) {
      proxy.refused += 1;
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    const mine = age;
    const onward = connect(Number(port), hostname, () => {
      const { method, url, rawHeaders } = incoming;
      const lines = rawHeaders.flatMap((name, at) => (at % 2 === 0 ? `${name}: ${rawHeaders[at + 1]}` : []));
      onward.write(`${method} ${url} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
      onward.write(head);
      socket.pipe(onward);
      onward.on('data', (bytes: Buffer) => {
        // Half-open: what the browser says still arrives, and it hears nothing.
        if (proxy.chat === 'through' && mine === age) socket.write(bytes);
      });
    });
    onward.on('close', () => socket.destroy());
    onward.on('error', () => socket.destroy());
    socket.on('close', () => onward.destroy());
  }

  const server = createServer(forward);
  server.on('upgrade', upgrade);
  server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const proxy: FaultProxy = {
    sockets: true,
    streams: true,
    chat: 'through',
    storable: false,
    ...faults,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    refused: 0,
    streamed: 0,
    halfOpen: () => {
      age += 1;
    },
    stop: () =>
      new Promise((done) => {
        server.close(() => done());
        for (const socket of open) socket.destroy();
      }),
  };
  return proxy;
}
