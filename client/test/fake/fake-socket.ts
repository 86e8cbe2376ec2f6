import type { ClientFrame, ServerFrame } from '../../src/wire.ts';

export const LATENCY_MS = 10;

/** The browser's WebSocket as far as the client uses it, with a server's hand on the other end. */
export class FakeSocket extends EventTarget {
  readyState = 0;
  readonly sent: ClientFrame[] = [];
  /** The server took it and says nothing: neither hello nor ack. */
  mute = false;

  constructor(
    readonly url: string,
    readonly protocols: string[],
    private readonly heard: (socket: FakeSocket, frame: ClientFrame) => void,
  ) {
    super();
  }

  accept(): void {
    this.readyState = 1;
    this.dispatchEvent(new Event('open'));
  }

  tell(frame: ServerFrame): void {
    if (this.readyState !== 1 || this.mute) return;
    this.dispatchEvent(new MessageEvent('message', { data: JSON.stringify(frame) }));
  }

  /** What arrives that is no frame. */
  tellRaw(data: unknown): void {
    this.dispatchEvent(new MessageEvent('message', { data }));
  }

  end(code: number): void {
    if (this.readyState === 3) return;
    this.readyState = 3;
    this.dispatchEvent(Object.assign(new Event('close'), { code, reason: '', wasClean: true }));
  }

  send(text: string): void {
    const frame = JSON.parse(text) as ClientFrame;
    this.sent.push(frame);
    setTimeout(() => this.heard(this, frame), LATENCY_MS);
  }

  close(): void {
    this.end(1000);
  }

  get token(): string | undefined {
    return this.protocols.find((name) => name.startsWith('bearer.'))?.slice('bearer.'.length);
  }
}
