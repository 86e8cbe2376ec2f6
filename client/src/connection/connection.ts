import { renew } from '../api/renewal.ts';
import { type Endpoint, type Surroundings, surroundings } from '../endpoint.ts';
import type { ClientFrame, Hello } from '../wire.ts';
import { backoff, LONGEST_MS } from './backoff.ts';
import { CloseCode, type Transport } from './carrier.ts';
import { Channel } from './channel.ts';
import { Ladder } from './ladder.ts';
import type { Line } from './line.ts';
import { loadFallback } from './load-fallback.ts';
import type { PageSignal } from './page-signals.ts';
import { Polled } from './polled.ts';
import type { ClosedReason, Status } from './status.ts';
import { Timers } from './timers.ts';

const POLL_AFTER_MS = 2_000;
const PROBE_MS = 2_000;
/** A sound line answers sooner than this. */
const DOUBT_MS = 500;
/** The page just said that the network is gone: find out quickly. */
const OFFLINE_PROBE_MS = 800;
/** An attempt that is older than this when the page wakes up may be one of before its sleep. */
const STALE_ATTEMPT_MS = 1_000;
const RELEASE_HIDDEN_MS = 60_000;
/** A carrier that lives this long ends a row of failures; one that greets and dies at once does not. */
const STABLE_MS = 5_000;

type Phase = 'idle' | 'connecting' | 'greeted' | 'waiting' | 'released' | 'closed';

/** Keeps a carrier, the best that gets through; reads by polling while there is none; never gives up. */
export class Connection {
  private readonly around: Surroundings;
  private readonly ladder: Ladder;
  private readonly timers: Timers<'poll' | 'retry' | 'stable' | 'release' | 'climb'>;
  private readonly unlisten: () => void;
  private phase: Phase = 'idle';
  private reason: ClosedReason | undefined;
  /** What carries frames, or is to. */
  private main: Channel | undefined;
  /** One that is tried beside it, to take its place. */
  private beside: Channel | undefined;
  private readonly polled: Polled;
  private renewedLately = false;

  constructor(
    private readonly endpoint: Endpoint,
    private readonly line: Line,
  ) {
    this.around = surroundings(endpoint);
    this.ladder = new Ladder(line.transports);
    this.polled = new Polled(this.around, line, (reason) => this.close(reason));
    this.timers = new Timers(this.around.clock);
    this.unlisten = this.around.signals.listen((signal) => this.heard(signal));
  }

  start(): void {
    if (this.phase === 'idle') this.attempt();
  }

  status(): Status {
    if (this.phase === 'closed') return 'closed';
    if (this.phase === 'greeted') return this.line.caughtUp() ? 'live' : 'catching_up';
    if (this.polled.answered) return 'polling';
    return this.polled.answered === false || !this.around.signals.online() ? 'offline' : 'connecting';
  }

  closedReason(): ClosedReason | undefined {
    return this.reason;
  }

  isUp(): boolean {
    return this.phase === 'greeted';
  }

  /** False: not this way, not now. */
  send(frame: ClientFrame): boolean {
    return this.main?.send(frame) ?? false;
  }

  /** What carries turned out to be dead or half-open. */
  drop(): void {
    this.main?.ended(CloseCode.lost);
  }

  /** While polling: asks at once, because something was just changed by REST. */
  askNow(): void {
    this.polled.askNow();
  }

  close(reason: ClosedReason = 'closed'): void {
    if (this.phase === 'closed') return;
    this.phase = 'closed';
    this.reason = reason;
    this.unlisten();
    this.timers.stop();
    this.polled.stop();
    this.letGo();
    this.line.statusChanged();
  }

  private attempt(): void {
    this.timers.cancel('retry');
    this.letGo();
    this.phase = 'connecting';
    this.main = this.open(this.ladder.next());
    if (!this.timers.isSet('poll')) this.pollUnlessGreeted();
    this.line.statusChanged();
  }

  private open(transport: Transport): Channel {
    return new Channel(this.endpoint, this.line, this.around, transport, {
      greeted: (channel, hello) => this.greeted(channel, hello),
      frame: (channel, frame) => channel === this.main && this.line.frame(frame),
      waits: (on) => this.doubted(on),
      ended: (channel, code, retryAfterMs) =>
        channel === this.beside ? this.stayed(channel) : this.ended(code, retryAfterMs),
    });
  }

  /** Two at once for a moment: nothing is missed, and what comes twice is dropped by its number. */
  private tryBeside(transport: Transport): void {
    this.beside?.close();
    this.beside = this.open(transport);
  }

  /** The one beside did not come up. */
  private stayed({ transport }: Channel): void {
    this.beside = undefined;
    // It was the same way once more, because the old one could not be asked: that is dead, too.
    if (transport === this.main?.transport) this.drop();
    else this.climbLater();
  }

  private greeted(channel: Channel, hello: Hello): void {
    if (channel === this.beside) this.main?.close();
    this.main = channel;
    this.beside = undefined;
    this.phase = 'greeted';
    this.timers.cancel('poll');
    this.polled.stop();
    this.ladder.greeted(channel.transport);
    this.timers.after('stable', STABLE_MS, () => {
      this.ladder.steady();
      this.renewedLately = false;
      loadFallback().catch(() => {});
    });
    this.climbLater();
    this.line.frame(hello);
    this.line.up();
    this.line.statusChanged();
  }

  private climbLater(): void {
    const better = this.ladder.better();
    const wait = (LONGEST_MS * (1 + this.around.random())) / 2;
    if (better) this.timers.after('climb', wait, () => this.tryBeside(better));
    else this.timers.cancel('climb');
  }

  /** What carried is gone, or never came. */
  private ended(code: number, retryAfterMs?: number): void {
    const wasGreeted = this.phase === 'greeted';
    const token = this.main?.token;
    this.phase = 'waiting';
    this.letGo();
    this.line.down(code);
    if (code === CloseCode.sessionEnded) this.close('session_ended');
    else if (code === CloseCode.noSuchDialog) this.close('not_found');
    else if (code !== CloseCode.unauthenticated) this.comeBack(code, wasGreeted, retryAfterMs);
    else if (this.renewedLately) this.close('unauthorized');
    else void this.renewOnce(token);
  }

  private comeBack(code: number, wasGreeted: boolean, retryAfterMs?: number): void {
    const tooMany = code === CloseCode.tooMany;
    // While nothing at all answers, a lesser transport would not get through either.
    if (tooMany) this.ladder.refused();
    else this.ladder.failed(this.polled.answered !== false);
    // What was there is usually back in a moment; an attempt that failed says otherwise.
    if (wasGreeted && !tooMany) this.pollUnlessGreeted();
    else this.startPolling();
    this.retryLater(retryAfterMs);
  }

  private retryLater(retryAfterMs?: number): void {
    // Told to come back at once it does so once, and not in a loop.
    const atOnce = retryAfterMs === 0 && this.ladder.failures === 1;
    const wait = atOnce ? 0 : retryAfterMs || backoff(this.ladder.failures, this.around.random);
    this.timers.after('retry', wait, () => this.attempt());
    this.line.statusChanged();
  }

  /** One new bearer until a line is steady: a server that refuses the renewed one, too, is not asked in a loop. */
  private async renewOnce(token: string | undefined): Promise<void> {
    this.renewedLately = true;
    this.timers.cancel('poll');
    this.polled.stop();
    this.line.statusChanged();
    const renewed = await renew(this.endpoint, token).catch(() => undefined);
    if (this.phase !== 'waiting') return;
    if (renewed) {
      this.attempt();
    } else if (renewed === false) {
      this.close('unauthorized');
    } else {
      // Could not even ask: that is the network, not a refusal.
      this.renewedLately = false;
      this.ladder.failed(false);
      this.retryLater();
    }
  }

  /** What carries was asked whether it is still there. Nobody waits for the answer: it is read otherwise, too. */
  private doubted(on: boolean): void {
    if (on) {
      this.timers.after('poll', DOUBT_MS, () => this.polled.start());
    } else {
      this.timers.cancel('poll');
      this.polled.stop();
    }
  }

  private pollUnlessGreeted(): void {
    this.timers.after('poll', POLL_AFTER_MS, () => this.startPolling());
  }

  private startPolling(): void {
    this.timers.cancel('poll');
    if (this.phase === 'closed' || this.phase === 'greeted') return;
    this.polled.start();
  }

  private heard(signal: PageSignal): void {
    if (signal === 'hidden') {
      // A visitor has few sockets: a tab that nobody sees gives its own back. Operators want to be called.
      if (this.endpoint.audience !== 'operator')
        this.timers.after('release', RELEASE_HIDDEN_MS, () => {
          this.release();
          this.startPolling();
        });
    } else if (signal === 'left') {
      this.release();
    } else if (signal === 'offline') {
      this.probe(OFFLINE_PROBE_MS);
      this.askNow();
    } else {
      this.timers.cancel('release');
      this.wake();
    }
    this.line.statusChanged();
  }

  /** The page was asleep, or without a network: nobody knows what became of the line meanwhile. */
  private wake(): void {
    const { phase, main, around } = this;
    if (phase === 'greeted') this.probe(PROBE_MS);
    else if (phase === 'released' || this.timers.isSet('retry')) this.attempt();
    else if (main && around.clock.now() - main.began > STALE_ATTEMPT_MS) this.attempt();
    this.askNow();
    if (phase === 'connecting') this.startPolling();
  }

  private probe(patience: number): void {
    if (this.phase !== 'greeted') return;
    // A stream cannot be asked; but a second one can be laid beside it.
    if (this.main?.transport === 'stream') this.tryBeside('stream');
    else this.main?.probe(patience);
  }

  /** Nothing may be under way any more: it would keep a page that goes away out of the cache. */
  private release(): void {
    this.letGo();
    this.timers.cancel('retry', 'poll');
    this.polled.stop();
    this.phase = 'released';
    this.line.down(CloseCode.goingAway);
    this.line.statusChanged();
  }

  /** Ends what carries and what is tried, without a word. */
  private letGo(): void {
    this.timers.cancel('stable', 'climb');
    this.main?.close();
    this.beside?.close();
    this.main = undefined;
    this.beside = undefined;
  }
}
