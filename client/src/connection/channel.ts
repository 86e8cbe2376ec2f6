import type { Endpoint, Surroundings } from '../endpoint.ts';
import type { ClientFrame, Hello, ServerFrame } from '../wire.ts';
import { type Carrier, type CarrierEvents, CloseCode, type Transport } from './carrier.ts';
import { Heartbeat } from './heartbeat.ts';
import type { Line } from './line.ts';
import { loadFallback } from './load-fallback.ts';
import { openWebSocket } from './websocket.ts';

const ATTEMPT_MS = 5_000;

/** The only frame with a `nonce`. */
type Pong = Extract<ServerFrame, { type: 'pong' }>;

export interface ChannelEvents {
  greeted(channel: Channel, hello: Hello): void;
  frame(channel: Channel, frame: ServerFrame): void;
  /** Is it still there? It was asked, or has answered. */
  waits(on: boolean): void;
  ended(channel: Channel, code: number, retryAfterMs?: number): void;
}

/** One carrier from the attempt to its end: greeted within 5 s or given up, then watched for silence. */
export class Channel implements CarrierEvents {
  /** The bearer that it proves itself with. */
  token: string | undefined;
  readonly began: number;
  private carrier: Carrier | undefined;
  private greeted = false;
  private over = false;
  private retryAfterMs: number | undefined;
  private readonly attempt: unknown;
  private readonly heartbeat: Heartbeat;

  constructor(
    private readonly endpoint: Endpoint,
    private readonly line: Line,
    private readonly around: Surroundings,
    readonly transport: Transport,
    private readonly events: ChannelEvents,
  ) {
    const { clock } = around;
    const lost = () => this.ended(CloseCode.lost);
    this.began = clock.now();
    this.attempt = clock.setTimeout(lost, ATTEMPT_MS);
    this.heartbeat = new Heartbeat(clock, {
      ping: (nonce) => this.send({ type: 'ping', nonce }),
      waits: (on) => events.waits(on),
      // Its death was waited for; the next attempt need not be.
      dead: () => this.ended(CloseCode.lost, 0),
    });
    this.open().catch(lost);
  }

  /** False: it cannot send, or not now. */
  send(frame: ClientFrame): boolean {
    return this.greeted && (this.carrier?.send(frame) ?? false);
  }

  /** Is it still there? It ends if no answer comes in time. */
  probe(patience: number): void {
    this.heartbeat.probe(patience);
  }

  /** Ends it without another event. */
  close(): void {
    this.over = true;
    this.around.clock.clearTimeout(this.attempt);
    this.heartbeat.stop();
    this.carrier?.close();
  }

  alive(): void {
    this.heartbeat.heard();
  }

  frame(frame: ServerFrame): void {
    if (this.over) return;
    this.heartbeat.heard((frame as Pong).nonce);
    if (frame.type === 'reconnect') this.retryAfterMs = frame.retry_after_ms;
    else if (this.greeted) {
      if (frame.type !== 'pong') this.events.frame(this, frame);
    } else if (this.line.isGreeting(frame)) {
      this.greeted = true;
      this.around.clock.clearTimeout(this.attempt);
      this.heartbeat.start(frame.heartbeat_seconds);
      this.events.greeted(this, frame);
    }
  }

  ended(code: number, retryAfterMs?: number): void {
    if (this.over) return;
    this.close();
    this.events.ended(this, code, this.retryAfterMs ?? retryAfterMs);
  }

  private async open(): Promise<void> {
    const { endpoint, line, transport } = this;
    const token = await endpoint.token();
    this.token = token;
    const open = transport === 'stream' ? (await loadFallback()).openStream : openWebSocket;
    if (this.over) return;
    this.carrier = open(endpoint, line.address(transport), token, this);
  }
}
