import { renew } from '../api/renewal.ts';
import { type Endpoint, type Surroundings, surroundings } from '../endpoint.ts';
import type { ClientFrame, ServerFrame } from '../wire.ts';
import { backoff, FAILURES_UNTIL_FALLBACK } from './backoff.ts';
import { type Carrier, CloseCode } from './carrier.ts';
import { Heartbeat } from './heartbeat.ts';
import type { Line } from './line.ts';
import type { PageSignal } from './page-signals.ts';
import { openPolling } from './polling.ts';
import type { ClosedReason, Status } from './status.ts';
import { Timers } from './timers.ts';
import { openWebSocket } from './websocket.ts';

const ATTEMPT_MS = 5_000;
const POLL_AFTER_MS = 2_000;
const PROBE_MS = 2_000;
/** The page just said that the network is gone: find out quickly. */
const OFFLINE_PROBE_MS = 800;
const RELEASE_HIDDEN_MS = 60_000;
/** A socket that lives this long ends a row of failures; one that greets and dies at once does not. */
const STABLE_MS = 5_000;

type Phase = 'idle' | 'connecting' | 'greeted' | 'waiting' | 'released' | 'closed';

/** Keeps a socket; reads by polling while there is none; never gives up unless it is told to. */
export class Connection {
  private readonly around: Surroundings;
  private readonly heartbeat: Heartbeat;
  private readonly timers: Timers<'attempt' | 'poll' | 'retry' | 'stable' | 'release'>;
  private readonly unlisten: () => void;
  private phase: Phase = 'idle';
  private reason: ClosedReason | undefined;
  private socket: Carrier | undefined;
  private polling: Carrier | undefined;
  private pollAnswered: boolean | undefined;
  /** Counts up, so that an attempt that was overtaken while it waited for a token ends quietly. */
  private attempts = 0;
  private token: string | undefined;
  private failures = 0;
  private renewedSinceGreeting = false;
  private retryAfterMs: number | undefined;

  constructor(
    private readonly endpoint: Endpoint,
    private readonly line: Line,
  ) {
    this.around = surroundings(endpoint);
    this.timers = new Timers(this.around.clock);
    this.heartbeat = new Heartbeat(
      this.around.clock,
      () => this.socket?.send({ type: 'ping' }),
      () => this.drop(),
    );
    this.unlisten = this.around.signals.listen((signal) => this.heard(signal));
  }

  start(): void {
    if (this.phase === 'idle') void this.attempt();
  }

  status(): Status {
    if (this.phase === 'closed') return 'closed';
    if (this.phase === 'greeted') return this.line.caughtUp() ? 'live' : 'catching_up';
    if (this.pollAnswered) return 'polling';
    return this.pollAnswered === false || !this.around.signals.online() ? 'offline' : 'connecting';
  }

  closedReason(): ClosedReason | undefined {
    return this.reason;
  }

  isUp(): boolean {
    return this.phase === 'greeted';
  }

  /** False: not over the socket, not now. */
  send(frame: ClientFrame): boolean {
    return this.phase === 'greeted' && (this.socket?.send(frame) ?? false);
  }

  /** The socket turned out to be dead or half-open. */
  drop(): void {
    if (!this.socket) return;
    this.socket.close();
    this.ended(CloseCode.lost);
  }

  /** While polling: asks at once, because something was just changed by REST. */
  askNow(): void {
    if (!this.polling) return;
    this.polling.close();
    this.polling = undefined;
    this.startPolling();
  }

  close(reason: ClosedReason = 'closed'): void {
    if (this.phase === 'closed') return;
    this.phase = 'closed';
    this.reason = reason;
    this.attempts += 1;
    this.unlisten();
    this.heartbeat.stop();
    this.timers.stop();
    this.stopPolling();
    this.socket?.close();
    this.socket = undefined;
    this.line.statusChanged();
  }

  private async attempt(): Promise<void> {
    this.timers.cancel('retry');
    this.phase = 'connecting';
    this.attempts += 1;
    const mine = this.attempts;
    this.timers.after('attempt', ATTEMPT_MS, () => {
      this.socket?.close();
      this.ended(CloseCode.lost);
    });
    if (!this.polling && !this.timers.isSet('poll')) this.pollUnlessGreeted();
    this.line.statusChanged();
    try {
      const token = await this.endpoint.token();
      if (mine !== this.attempts) return;
      this.token = token;
      this.socket = openWebSocket(this.endpoint, this.line.socketAddress(), token, {
        frame: (frame) => this.received(frame),
        ended: (code) => this.ended(code),
      });
    } catch {
      if (mine === this.attempts) this.ended(CloseCode.lost);
    }
  }

  private received(frame: ServerFrame): void {
    this.heartbeat.heard();
    if (frame.type === 'reconnect') {
      this.retryAfterMs = frame.retry_after_ms;
    } else if (this.phase === 'greeted') {
      if (frame.type !== 'pong') this.line.frame(frame);
    } else if (this.line.isGreeting(frame)) {
      this.greeted(frame.heartbeat_seconds);
      this.line.frame(frame);
      this.line.up();
      this.line.statusChanged();
    }
  }

  private greeted(heartbeatSeconds: number): void {
    this.phase = 'greeted';
    this.renewedSinceGreeting = false;
    this.retryAfterMs = undefined;
    this.timers.cancel('attempt', 'poll');
    this.stopPolling();
    this.timers.after('stable', STABLE_MS, () => {
      this.failures = 0;
    });
    this.heartbeat.start(heartbeatSeconds);
  }

  /** The socket is gone, or never came. */
  private ended(code: number): void {
    const wasGreeted = this.phase === 'greeted';
    this.phase = 'waiting';
    this.socket = undefined;
    this.attempts += 1;
    this.timers.cancel('attempt', 'stable');
    this.heartbeat.stop();
    this.line.down(code);
    if (code === CloseCode.sessionEnded) this.close('session_ended');
    else if (code === CloseCode.noSuchDialog) this.close('not_found');
    else if (code !== CloseCode.unauthenticated) this.comeBack(code, wasGreeted);
    else if (this.renewedSinceGreeting) this.close('unauthorized');
    else void this.renewOnce();
  }

  private comeBack(code: number, wasGreeted: boolean): void {
    this.failures += 1;
    if (code === CloseCode.tooMany) this.failures = Math.max(this.failures, FAILURES_UNTIL_FALLBACK + 1);
    // A socket that was there is usually back in a moment; an attempt that failed says otherwise.
    if (wasGreeted && code !== CloseCode.tooMany) this.pollUnlessGreeted();
    else this.startPolling();
    this.retryLater();
  }

  private retryLater(): void {
    const wait = this.retryAfterMs ?? backoff(this.failures, this.around.random);
    this.retryAfterMs = undefined;
    this.timers.after('retry', wait, () => this.attempt());
    this.line.statusChanged();
  }

  /** One new bearer per greeting: a server that refuses the renewed one too is not asked in a loop. */
  private async renewOnce(): Promise<void> {
    this.renewedSinceGreeting = true;
    this.timers.cancel('poll');
    this.stopPolling();
    this.line.statusChanged();
    const renewed = await renew(this.endpoint, this.token).catch(() => undefined);
    if (this.phase !== 'waiting') return;
    if (renewed) {
      void this.attempt();
    } else if (renewed === false) {
      this.close('unauthorized');
    } else {
      // Could not even ask: that is the network, not a refusal.
      this.renewedSinceGreeting = false;
      this.failures += 1;
      this.retryLater();
    }
  }

  private pollUnlessGreeted(): void {
    this.timers.after('poll', POLL_AFTER_MS, () => this.startPolling());
  }

  private startPolling(): void {
    this.timers.cancel('poll');
    if (this.polling || this.phase === 'closed' || this.phase === 'greeted') return;
    this.polling = openPolling(this.around, this.line.ask, {
      // The request has already tried with a new bearer.
      ended: (code) => this.close(code === CloseCode.noSuchDialog ? 'not_found' : 'unauthorized'),
      asked: (answered) => {
        this.pollAnswered = answered;
        this.line.statusChanged();
      },
    });
  }

  private stopPolling(): void {
    this.polling?.close();
    this.polling = undefined;
    this.pollAnswered = undefined;
  }

  private heard(signal: PageSignal): void {
    if (signal === 'hidden') {
      this.timers.after('release', RELEASE_HIDDEN_MS, () => this.release());
      return;
    }
    if (signal !== 'offline') this.timers.cancel('release');
    if (this.phase === 'greeted') {
      this.heartbeat.probe(signal === 'offline' ? OFFLINE_PROBE_MS : PROBE_MS);
    } else {
      if (signal !== 'offline' && (this.phase === 'released' || this.timers.isSet('retry')))
        void this.attempt();
      this.askNow();
    }
    this.line.statusChanged();
  }

  /** A visitor has few sockets: a tab that nobody sees gives its own back. Operators want to be called. */
  private release(): void {
    if (this.endpoint.audience === 'operator') return;
    this.socket?.close();
    this.socket = undefined;
    this.attempts += 1;
    this.heartbeat.stop();
    this.timers.cancel('attempt', 'retry', 'stable');
    this.phase = 'released';
    this.line.down(CloseCode.goingAway);
    this.startPolling();
    this.line.statusChanged();
  }
}
