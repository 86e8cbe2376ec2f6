import type { Api } from '../api/api.ts';
import { ApiError } from '../api/api-error.ts';
import type { Surroundings } from '../endpoint.ts';
import type { Ack, Posted } from '../wire.ts';
import type { Link } from './link.ts';
import type { OutboxItem } from './outbox-store.ts';

/** No `ack` for so long: the same `client_id` goes by POST. */
const ACK_MS = 3_000;

export type Outcome =
  | { kind: 'sent'; ack?: Ack }
  | { kind: 'refused'; code: string; retryable: boolean; retryAfterMs?: number };

type SocketOutcome = Outcome | { kind: 'unknown' } | { kind: 'silent' };

/** Sends one item: over the socket if there is one, else, or if that stays silent, by POST. */
export class Transmitter {
  private inFlight: { clientId: string; settle: (outcome: SocketOutcome) => void } | undefined;

  constructor(
    private readonly api: Api,
    private readonly around: Surroundings,
    private readonly link: Link,
    private readonly dialogId: number,
  ) {}

  async send(item: OutboxItem): Promise<Outcome> {
    const told = await this.overSocket(item);
    if (told.kind === 'sent' || told.kind === 'refused') return told;
    const posted = await this.byPost(item);
    // The server is there and took it, but the socket said nothing: it is half-open.
    if (told.kind === 'silent' && posted.kind === 'sent') this.link.drop();
    return posted;
  }

  /** Something came in that answers for `clientId`, whatever way it took. */
  settle(clientId: string, outcome: Outcome): void {
    if (this.inFlight?.clientId === clientId) this.inFlight.settle(outcome);
  }

  /** The socket is gone; whether the server has the item is unknown. */
  lineDown(tooLarge: boolean): void {
    this.inFlight?.settle(
      tooLarge ? { kind: 'refused', code: 'payload_too_large', retryable: false } : { kind: 'unknown' },
    );
  }

  private overSocket({ clientId, text, note }: OutboxItem): Promise<SocketOutcome> {
    return new Promise((resolve) => {
      const { clock } = this.around;
      const settle = (outcome: SocketOutcome) => {
        clock.clearTimeout(timer);
        this.inFlight = undefined;
        resolve(outcome);
      };
      const timer = clock.setTimeout(() => settle({ kind: 'silent' }), ACK_MS);
      this.inFlight = { clientId, settle };
      if (!this.link.send({ type: note ? 'note' : 'message', client_id: clientId, text }))
        settle({ kind: 'unknown' });
    });
  }

  private async byPost({ clientId, text, note }: OutboxItem): Promise<Outcome> {
    const path = `/dialogs/${this.dialogId}/${note ? 'notes' : 'messages'}`;
    try {
      const posted = await this.api.post<Posted>(path, { client_id: clientId, text });
      return { kind: 'sent', ack: { ...posted, type: 'ack', client_id: clientId, dialog_id: this.dialogId } };
    } catch (error) {
      if (!(error instanceof ApiError)) return { kind: 'refused', code: 'network', retryable: true };
      const { code, retryable, retryAfterMs } = error;
      return { kind: 'refused', code, retryable, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
    }
  }
}
