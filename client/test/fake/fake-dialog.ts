import type {
  ChangeFrame,
  Dialog,
  DialogState,
  Generation,
  Hello,
  HistoryPage,
  MessageFrame,
  NumberedFrame,
  Person,
  Posted,
  Sender,
} from '../../src/wire.ts';

const START = Date.parse('2026-11-21T10:00:00.000Z');

/** One dialog of the fake server: the numbered history and what stands beside it. */
export class FakeDialog {
  readonly items: NumberedFrame[] = [];
  epoch = 'epoch-1';
  state: DialogState = 'assistant';
  manager: Person | undefined;
  position: number | undefined;
  read = { user: 0, manager: 0 };
  delivered = { user: 0, manager: 0 };
  generations: Generation[] = [];

  constructor(readonly id: number) {}

  get lastSeq(): number {
    return this.items.length;
  }

  say(sender: Sender, text: string, more: Partial<MessageFrame> = {}): MessageFrame {
    const seq = this.lastSeq + 1;
    const frame: MessageFrame = {
      type: 'message',
      id: 1000 + seq,
      dialog_id: this.id,
      seq,
      sender,
      text,
      timestamp: new Date(START + seq * 1000).toISOString(),
      ...more,
    };
    this.items.push(frame);
    return frame;
  }

  edit(of: number, text: string | undefined): NumberedFrame {
    const seq = this.lastSeq + 1;
    const frame: NumberedFrame = {
      type: text === undefined ? 'message_deleted' : 'message_updated',
      id: 1000 + of,
      dialog_id: this.id,
      of_seq: of,
      seq,
      timestamp: new Date(START + seq * 1000).toISOString(),
      ...(text === undefined ? {} : { text }),
    };
    this.items.push(frame);
    return frame;
  }

  /** Idempotent by `client_id`, as the real one. */
  post(sender: Sender, clientId: string, text: string, note = false): Posted {
    const known = this.items.find((item) => item.type === 'message' && item.client_id === clientId);
    const frame =
      (known as MessageFrame | undefined) ??
      this.say(sender, text, { client_id: clientId, ...(note ? { note } : {}) });
    const { id, seq, timestamp } = frame;
    const mismatch = known !== undefined && frame.text !== text ? { mismatch: true } : {};
    return { id, seq, timestamp, duplicate: known !== undefined, ...mismatch };
  }

  hello(): Hello {
    const { id, state, manager, position, lastSeq, read, delivered, epoch } = this;
    return {
      type: 'hello',
      protocol: 'tandem.v1',
      connection_id: 1,
      dialog_id: id,
      state,
      ...(manager ? { manager } : {}),
      ...(position === undefined ? {} : { position }),
      last_seq: lastSeq,
      read,
      delivered,
      history_epoch: epoch,
      heartbeat_seconds: 25,
      server_time: new Date(START).toISOString(),
    };
  }

  body(): Dialog {
    const { id, state, manager, position, lastSeq, read, delivered } = this;
    const at = new Date(START).toISOString();
    return {
      id,
      state,
      ...(manager ? { manager } : {}),
      ...(position === undefined ? {} : { position }),
      last_seq: lastSeq,
      read,
      delivered,
      unread: 0,
      opened_at: at,
      updated_at: at,
    };
  }

  /** A deleted message's words are gone from wherever they stood. */
  after(seq: number, limit = 200): HistoryPage {
    const items = this.items.slice(seq, seq + limit).map((item) => this.asStored(item));
    return this.page(items, seq + items.length < this.lastSeq);
  }

  /** Pages back through messages in their present state. */
  before(seq: number, limit = 50): HistoryPage {
    const messages = this.items.filter((item) => item.type === 'message' && item.seq < seq) as MessageFrame[];
    const items = messages.slice(-limit).map((message) => this.present(message));
    return this.page(items, messages.length > items.length);
  }

  isDeleted(seq: number): boolean {
    return this.items.some((item) => item.type === 'message_deleted' && item.of_seq === seq);
  }

  private asStored(item: NumberedFrame): NumberedFrame {
    if (item.type === 'message') return this.present(item);
    const { text: _gone, ...rest } = item;
    return this.isDeleted(item.of_seq) ? rest : item;
  }

  private present(message: MessageFrame): MessageFrame {
    const edits = this.items.filter(
      (item) => item.type === 'message_updated' && item.of_seq === message.seq,
    ) as ChangeFrame[];
    const last = edits.at(-1);
    const edited = last ? { text: last.text ?? '', edited_at: last.timestamp } : {};
    const deleted = this.isDeleted(message.seq) ? { text: '', deleted: true } : {};
    return { ...message, ...edited, ...deleted };
  }

  private page(items: NumberedFrame[], more: boolean): HistoryPage {
    return { items, last_seq: this.lastSeq, history_epoch: this.epoch, more };
  }
}
