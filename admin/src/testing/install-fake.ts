import type { ClientFrame } from 'tandem-client';
import type { FakeServer } from './fake-server';

/** Puts a fake server behind `fetch` and `WebSocket`. Gives back what takes it away again. */
export function installFake(server: FakeServer): () => void {
  const { fetch, WebSocket } = globalThis;

  globalThis.fetch = async (input, init = {}) => {
    await Promise.resolve();
    const request = input instanceof Request ? input : undefined;
    const text = init.body ?? (request && (await request.text()));
    const body = typeof text === 'string' && text !== '' ? JSON.parse(text) : undefined;
    const answer = server.request(
      init.method ?? request?.method ?? 'GET',
      request?.url ?? String(input),
      body,
    );
    return new Response(JSON.stringify(answer.body), {
      status: answer.status,
      headers: { 'Content-Type': 'application/json' },
    });
  };

  class FakeSocket extends EventTarget {
    readyState = 0;
    private line: ReturnType<FakeServer['connect']> | undefined;
    constructor() {
      super();
      queueMicrotask(() => {
        if (!server.sockets) {
          this.readyState = 3;
          this.dispatchEvent(new CloseEvent('close', { code: 1006 }));
          return;
        }
        this.readyState = 1;
        this.dispatchEvent(new Event('open'));
        this.line = server.connect((frame) =>
          queueMicrotask(() =>
            this.dispatchEvent(new MessageEvent('message', { data: JSON.stringify(frame) })),
          ),
        );
      });
    }
    send(text: string): void {
      this.line?.receive(JSON.parse(text) as ClientFrame);
    }
    close(): void {
      this.readyState = 3;
      this.line?.close();
    }
  }
  globalThis.WebSocket = FakeSocket as unknown as typeof WebSocket;

  return () => Object.assign(globalThis, { fetch, WebSocket });
}
