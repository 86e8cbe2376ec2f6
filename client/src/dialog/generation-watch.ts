import type { Api } from '../api/api.ts';
import { ApiError } from '../api/api-error.ts';
import type { Surroundings } from '../endpoint.ts';
import type { Generation } from '../wire.ts';
import type { DialogAction } from './reduce.ts';
import type { DialogView, GenerationView } from './view.ts';

/** A missing delta may still come; after this the server is asked. */
const HOLE_MS = 250;
/** Nobody is left with a "writing…" whose end was lost. */
const STALLED_MS = 20_000;

interface Target {
  view(): DialogView;
  dispatch(action: DialogAction): void;
  /** Reads what follows in the history. */
  readOn(): Promise<unknown>;
}

/** Asks the server for the text of an answer when deltas are missing or stay away. */
export class GenerationWatch {
  private seen: GenerationView | undefined;
  private timer: unknown;
  private asking = false;

  constructor(
    private readonly api: Api,
    private readonly around: Surroundings,
    private readonly target: Target,
  ) {}

  look(): void {
    const { generation } = this.target.view();
    if (generation === this.seen) return;
    const hadHole = this.seen !== undefined && hasHole(this.seen);
    this.seen = generation;
    if (!generation) {
      this.stop();
      return;
    }
    // More deltas behind a hole must not put the question off.
    if (hasHole(generation) && hadHole && this.timer !== undefined) return;
    this.wait(hasHole(generation) ? HOLE_MS : STALLED_MS);
  }

  /** After a reconnect: did it end while nobody listened? */
  async ask(): Promise<void> {
    const id = this.target.view().generation?.id;
    if (id === undefined || this.asking) return;
    this.asking = true;
    try {
      const generation = await this.api.get<Generation>(`/generations/${id}`);
      // Its message first, so that the text does not vanish in between.
      if (generation.status === 'completed') await this.target.readOn();
      this.target.dispatch({ type: 'generation', generation });
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) this.forget(id);
    } finally {
      this.asking = false;
    }
    const { generation } = this.target.view();
    if (generation && this.timer === undefined) this.wait(hasHole(generation) ? HOLE_MS * 4 : STALLED_MS);
  }

  stop(): void {
    this.around.clock.clearTimeout(this.timer);
    this.timer = undefined;
  }

  private wait(ms: number): void {
    this.stop();
    this.timer = this.around.clock.setTimeout(() => {
      this.timer = undefined;
      void this.ask();
    }, ms);
  }

  private forget(id: number): void {
    const dialogId = this.target.view().dialogId;
    const frame = { type: 'generation_failed', dialog_id: dialogId, generation_id: id } as const;
    this.target.dispatch({ type: 'frame', frame, now: this.around.clock.now() });
  }
}

function hasHole(generation: GenerationView): boolean {
  return generation.ahead !== undefined || (generation.attempt === 0 && generation.index < 0);
}
