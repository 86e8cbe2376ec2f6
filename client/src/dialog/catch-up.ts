import type { Api } from '../api/api.ts';
import { ApiError } from '../api/api-error.ts';
import { backoff } from '../connection/backoff.ts';
import type { Surroundings } from '../endpoint.ts';
import type { HistoryPage } from '../wire.ts';
import { oldestSeq } from './entries.ts';
import type { DialogAction } from './reduce.ts';
import type { DialogView } from './view.ts';

const PAGE = 50;
const BACKLOG_PAGE = 200;

interface Target {
  view(): DialogView;
  dispatch(action: DialogAction): void;
  /** The server says that this dialog is not for us. */
  gone(error: ApiError): void;
}

/** Fetches what is known to exist and not there yet: the history at first, later the holes. */
export class CatchUp {
  private running: Promise<void> | undefined;
  private timer: unknown;
  private failures = 0;
  private stopped = false;
  private earlier: Promise<void> | undefined;

  constructor(
    private readonly api: Api,
    private readonly around: Surroundings,
    private readonly target: Target,
  ) {}

  isDone(): boolean {
    const view = this.target.view();
    return view.loaded && view.lastSeq >= view.knownSeq;
  }

  /** Begins if there is something to do; does not disturb a wait after a failure. */
  kick(): void {
    if (this.stopped || this.running || this.timer !== undefined || this.isDone()) return;
    this.running = this.run().finally(() => {
      this.running = undefined;
      // What came in while the last page was on its way.
      this.kick();
    });
  }

  /** The line is back: no reason to wait any longer. */
  hurry(): void {
    this.around.clock.clearTimeout(this.timer);
    this.timer = undefined;
    this.failures = 0;
    this.kick();
  }

  /** One page of the history or of what follows, whether something is known to be missing or not. */
  async step(options: { wait?: number; signal?: AbortSignal } = {}): Promise<HistoryPage> {
    const { loaded, lastSeq } = this.target.view();
    const query = loaded
      ? { after: lastSeq, limit: BACKLOG_PAGE, wait: options.wait || undefined }
      : { before: Number.MAX_SAFE_INTEGER, limit: PAGE };
    const timeoutMs = 15_000 + (options.wait ?? 0) * 1000;
    const page = await this.fetch(query, {
      timeoutMs,
      ...(options.signal ? { signal: options.signal } : {}),
    });
    // A reset may have come while this was on its way.
    const now = this.target.view();
    if (now.loaded === loaded)
      this.target.dispatch({ type: 'history', how: loaded ? 'after' : 'replace', page });
    return page;
  }

  loadEarlier(): Promise<void> {
    this.earlier ??= this.fetchEarlier().finally(() => {
      this.earlier = undefined;
    });
    return this.earlier;
  }

  stop(): void {
    this.stopped = true;
    this.around.clock.clearTimeout(this.timer);
  }

  private async fetchEarlier(): Promise<void> {
    const { entries, moreBefore } = this.target.view();
    const before = oldestSeq(entries);
    if (!moreBefore || before === undefined) return;
    const page = await this.fetch({ before, limit: PAGE });
    if (oldestSeq(this.target.view().entries) === before) {
      this.target.dispatch({ type: 'history', how: 'before', page });
    }
  }

  private async run(): Promise<void> {
    try {
      while (!this.stopped && !this.isDone()) {
        const { loaded, lastSeq } = this.target.view();
        await this.step();
        const now = this.target.view();
        if (loaded && now.loaded && now.lastSeq === lastSeq && !this.isDone()) throw new Error('no progress');
        this.failures = 0;
      }
    } catch (error) {
      this.failed(error);
    }
  }

  private failed(error: unknown): void {
    if (this.stopped) return;
    if (
      error instanceof ApiError &&
      (error.status === 401 || (error.status === 404 && error.code === 'not_found'))
    ) {
      this.target.gone(error);
      return;
    }
    this.failures += 1;
    const told = error instanceof ApiError ? error.retryAfterMs : undefined;
    this.timer = this.around.clock.setTimeout(() => {
      this.timer = undefined;
      this.kick();
    }, told ?? backoff(this.failures, this.around.random));
  }

  private fetch(query: Record<string, number | undefined>, options = {}): Promise<HistoryPage> {
    return this.api.get<HistoryPage>(`/dialogs/${this.target.view().dialogId}/messages`, query, options);
  }
}
