import type { Api } from '../api/api.ts';
import type { DialogSummary, ListPage } from '../wire.ts';

const NEWEST = 50;

/** While there is no socket: which rows of the list changed since the last look. */
export class ListPoll {
  asked = false;
  private readonly seen = new Map<number, string>();

  constructor(
    private readonly api: Api,
    private readonly updated: (dialog: DialogSummary) => void,
  ) {}

  async ask(signal: AbortSignal): Promise<void> {
    const page = await this.api.get<ListPage<DialogSummary>>('/dialogs', { limit: NEWEST }, { signal });
    if (signal.aborted) return;
    this.asked = true;
    for (const dialog of page.items) {
      const row = JSON.stringify(dialog);
      if (this.seen.get(dialog.id) === row) continue;
      this.seen.set(dialog.id, row);
      this.updated(dialog);
    }
  }

  forget(): void {
    this.asked = false;
    this.seen.clear();
  }
}
