import type { ServerFrame } from '../../src/wire.ts';

const COMMENT_EVERY_MS = 25_000;

/** The body of a Server-Sent Events answer, with a server's hand on its other end. */
export class FakeStream {
  readyState = 1;
  /** The line is cut somewhere: nothing arrives, and nobody is told. */
  mute = false;
  readonly body: ReadableStream<Uint8Array>;
  private controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  private timer: ReturnType<typeof setInterval>;

  constructor(
    readonly url: URL,
    signal: AbortSignal | undefined,
  ) {
    this.body = new ReadableStream({
      start: (controller) => {
        this.controller = controller;
      },
      cancel: () => this.over(),
    });
    this.timer = setInterval(() => this.write(': still here\n\n'), COMMENT_EVERY_MS);
    signal?.addEventListener('abort', () => this.end('abort'));
  }

  tell(frame: ServerFrame): void {
    const id = 'seq' in frame && frame.type.startsWith('message') ? `id: ${frame.seq}\n` : '';
    this.write(`${id}data: ${JSON.stringify(frame)}\n\n`);
  }

  write(text: string): void {
    this.writeBytes(new TextEncoder().encode(text));
  }

  /** However they fall. */
  writeBytes(bytes: Uint8Array): void {
    if (this.readyState === 1 && !this.mute) this.controller?.enqueue(bytes);
  }

  end(how: 'end' | 'abort' = 'end'): void {
    if (this.readyState === 3) return;
    this.over();
    if (how === 'end') this.controller?.close();
    else this.controller?.error(new DOMException('aborted', 'AbortError'));
  }

  private over(): void {
    this.readyState = 3;
    clearInterval(this.timer);
  }
}
