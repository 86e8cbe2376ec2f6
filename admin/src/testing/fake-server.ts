import type { ClientFrame, MessageFrame, ServerFrame } from 'tandem-client';
import type { Counts, DialogDetail, DialogSummary } from '@/lib/wire';
import { FakeAdministration } from './fake-administration';
import { type Body, type FakeAnswer, list, ok, problem, problemBody } from './fake-answer';
import { FakeAnswering } from './fake-answering';
import { tell } from './fake-beginning';
import { ann, dialogs, signedIn } from './fake-data';
import { FakeKnowledge } from './fake-knowledge';
import { FakePeople } from './fake-people';

interface Line {
  send: (frame: ServerFrame) => void;
  subscribed: Set<number>;
}

/** A server in memory that keeps the protocol's promises as far as the dashboard sees them. */
export class FakeServer {
  dialogs: DialogSummary[];
  readonly administration: FakeAdministration;
  readonly knowledge: FakeKnowledge;
  readonly answering = new FakeAnswering();
  readonly people = new FakePeople();
  signedIn = true;
  /** False: something between here and there swallows WebSockets. */
  sockets = true;
  /** Says whether a request is refused, before it is looked at. */
  refuse: (method: string, path: string) => FakeAnswer | undefined = () => undefined;
  readonly asked: string[] = [];
  private readonly messages = new Map<number, MessageFrame[]>();
  private readonly suggestions = new Map<number, string>();
  private readonly lines = new Set<Line>();
  private lastId = 10_000;

  constructor(
    private readonly now: () => number = Date.now,
    count = 40,
  ) {
    this.dialogs = dialogs(count, now());
    this.administration = new FakeAdministration(now);
    this.knowledge = new FakeKnowledge(now);
    for (const dialog of this.dialogs) tell(this, dialog);
  }

  request(method: string, address: string, body: Body = {}): FakeAnswer {
    const { pathname, searchParams } = new URL(address, 'http://fake');
    const path = pathname.replace('/api/v1', '');
    this.asked.push(`${method} ${path}${searchParams.size > 0 ? `?${searchParams}` : ''}`);
    const refused = this.refuse(method, path);
    if (refused) return refused;
    const [kind = '', one = '', verb = '', which = ''] = path.split('/').slice(1);
    if (kind === 'assistants' && ['sources', 'files', 'questions'].includes(verb))
      return this.knowledge.request(method, path.split('/').slice(3), searchParams, body);
    if (kind === 'auth') return this.auth(one, body);
    if (kind === 'dialogs' && which !== '') return this.amend(Number(one), Number(which), body.text);
    if (kind === 'dialogs') return this.dialogRequest(method, one, verb, searchParams, body);
    if (kind === 'settings') return this.answering.spend(method, body);
    if (kind === 'operators') return this.people.request(method, one, body);
    if (kind === 'generations') return verb === 'record' ? this.answering.record(Number(one)) : list([]);
    return this.administration.request(method, kind, one, verb, body);
  }

  private auth(verb: string, body: Body): FakeAnswer {
    if (verb === 'logout') this.signedIn = false;
    else if (verb === 'refresh' && !this.signedIn) return problem(401, 'unauthenticated', 'Sign in first.');
    else if (verb === 'login' && body.password !== 'right')
      return problem(401, 'invalid_credentials', 'Wrong.');
    else this.signedIn = true;
    return ok(signedIn);
  }

  private dialogRequest(
    method: string,
    one: string,
    verb: string,
    query: URLSearchParams,
    body: Body,
  ): FakeAnswer {
    if (one === '') return list(this.find(query));
    if (one === 'counts') return ok(this.counts());
    const dialog = this.dialogs.find(({ id }) => id === Number(one));
    if (!dialog) return problem(404, 'not_found', 'There is no such thing here.');
    if (verb === 'summary' || verb === 'draft') return this.answering[verb](body);
    if (method === 'GET') return verb === '' ? ok(this.detail(dialog)) : ok(this.history(dialog, query));
    switch (verb) {
      case 'claim':
        if (dialog.assignee && dialog.assignee.id !== ann.id) {
          const { name } = dialog.assignee;
          return { status: 409, body: { ...problemBody('already_claimed', 'Held.'), holder: { name } } };
        }
        return this.hand(dialog, 'operator', 'handoff_started', { manager: ann });
      case 'release':
        return this.hand(dialog, body.to === 'queue' ? 'queued' : 'assistant', 'handoff_ended', {
          to: body.to,
        });
      case 'close':
        return this.hand(dialog, 'closed', 'dialog_closed', { by: 'manager' });
      case 'reopen':
        return this.hand(dialog, 'assistant', 'dialog_reopened', { by: 'manager' });
      case 'messages':
      case 'notes': {
        const { id, seq, timestamp } = this.say(dialog.id, 'manager', String(body.text), {
          note: verb === 'notes',
          client_id: String(body.client_id),
        });
        return { status: 201, body: { id, seq, timestamp, duplicate: false } };
      }
      default:
        return ok({});
    }
  }

  private find(query: URLSearchParams): DialogSummary[] {
    const [state, mine, words] = [
      query.get('state') ?? 'open',
      query.get('assignee') === 'me',
      query.get('q'),
    ];
    return this.dialogs
      .filter((dialog) => (state === 'open' ? dialog.state !== 'closed' : dialog.state === state))
      .filter((dialog) => !mine || dialog.assignee?.id === ann.id)
      .filter((dialog) => !words || JSON.stringify(dialog).toLowerCase().includes(words.toLowerCase()))
      .sort((a, b) => b.updated_at.localeCompare(a.updated_at));
  }

  private counts(): Counts {
    const count = (query: string) => this.find(new URLSearchParams(query)).length;
    return {
      mine: count('state=operator&assignee=me'),
      waiting: count('state=queued'),
      assistant: count('state=assistant'),
      all: count('state=open'),
      closed: count('state=closed'),
    };
  }

  private detail(dialog: DialogSummary): DialogDetail {
    const suggestion = this.suggestions.get(dialog.id);
    const last_seq = this.messages.get(dialog.id)?.length ?? 0;
    return {
      ...dialog,
      handler_epoch: 1,
      last_seq,
      read: { user: Math.max(0, last_seq - 1), manager: 0 },
      delivered: { user: last_seq, manager: last_seq },
      visitor_online: dialog.state !== 'closed',
      ...(suggestion !== undefined && { suggestion }),
      earlier:
        dialog.id % 2 === 1 ? [dialog.id + 3, dialog.id + 8].filter((id) => id <= this.dialogs.length) : [],
    };
  }

  private history(dialog: DialogSummary, query: URLSearchParams) {
    const all = this.messages.get(dialog.id) ?? [];
    const before = Number(query.get('before') ?? Number.MAX_SAFE_INTEGER);
    const limit = Number(query.get('limit') ?? 50);
    const after = query.get('after');
    const wanted =
      after === null
        ? all.filter(({ seq }) => seq < before).slice(-limit)
        : all.filter(({ seq }) => seq > Number(after));
    const more = after === null && (wanted[0]?.seq ?? 1) > 1;
    return { items: wanted, last_seq: all.length, history_epoch: 'e1', more };
  }

  /** Somebody says something; everybody with the dialog open hears it. */
  say(
    id: number,
    sender: MessageFrame['sender'],
    text: string,
    more: Partial<MessageFrame> = {},
  ): MessageFrame {
    const log = this.messages.get(id) ?? [];
    this.messages.set(id, log);
    this.lastId += 1;
    const frame: MessageFrame = {
      type: 'message',
      id: this.lastId,
      dialog_id: id,
      seq: log.length + 1,
      sender,
      text,
      timestamp: this.time(),
      ...(sender === 'manager' && { author: ann }),
      ...more,
    } as MessageFrame;
    log.push(frame);
    this.publish(id, frame);
    const dialog = this.dialogs.find((known) => known.id === id);
    if (dialog && sender !== 'system' && !more.note) {
      this.change(dialog, {
        last_message: { sender, text, timestamp: frame.timestamp },
        updated_at: frame.timestamp,
      });
    }
    return frame;
  }

  /** Without a text the message is deleted. */
  private amend(dialogId: number, messageId: number, text: unknown): FakeAnswer {
    const log = this.messages.get(dialogId) ?? [];
    const said = log.find(({ id }) => id === messageId);
    if (!said) return problem(404, 'not_found', 'There is no such message here.');
    const type = text === undefined ? 'message_deleted' : 'message_updated';
    const words = text === undefined ? {} : { text: String(text) };
    const at = { id: messageId, dialog_id: dialogId, of_seq: said.seq, seq: log.length + 1 };
    const frame = { type, ...at, ...words, timestamp: this.time() };
    Object.assign(said, text === undefined ? { text: '' } : words);
    log.push(frame as unknown as MessageFrame);
    this.publish(dialogId, frame as unknown as ServerFrame);
    return ok({});
  }

  change(dialog: DialogSummary, changed: Partial<DialogSummary>): void {
    Object.assign(dialog, changed);
    for (const line of this.lines) line.send({ type: 'dialog_updated', dialog: structuredClone(dialog) });
  }

  hand(dialog: DialogSummary, state: DialogSummary['state'], code: string, meta: Body): FakeAnswer {
    if (state === 'operator')
      this.suggestions.set(dialog.id, 'Orders leave our workshop **within two days**, and arrive');
    this.say(dialog.id, 'system', '', { meta: { code, ...meta } as MessageFrame['meta'] });
    this.change(dialog, {
      state,
      state_since: this.time(),
      assignee: state === 'operator' ? ann : undefined,
    });
    this.publish(dialog.id, { type: code, dialog_id: dialog.id, ...meta } as unknown as ServerFrame);
    return ok({});
  }

  publish(id: number, frame: ServerFrame): void {
    for (const line of this.lines) if (line.subscribed.has(id)) line.send(frame);
  }

  // Sockets

  connect(send: (frame: ServerFrame) => void): { receive: (frame: ClientFrame) => void; close: () => void } {
    const line: Line = { send, subscribed: new Set() };
    this.lines.add(line);
    const greeting = {
      protocol: 'tandem.v1',
      connection_id: 1,
      heartbeat_seconds: 25,
      server_time: this.time(),
      history_epoch: 'e1',
    };
    send({ type: 'hello', ...greeting });
    return {
      receive: (frame) => {
        const id = frame.dialog_id;
        const dialog = this.dialogs.find((known) => known.id === id);
        if (frame.type === 'ping') send({ type: 'pong' });
        if (!dialog || id === undefined) return;
        if (frame.type === 'subscribe') {
          line.subscribed.add(id);
          const { last_seq, read, delivered } = this.detail(dialog);
          send({
            type: 'hello',
            ...greeting,
            dialog_id: id,
            state: dialog.state,
            last_seq,
            read,
            delivered,
            ...(dialog.assignee && { manager: dialog.assignee }),
          });
          const online = dialog.state !== 'closed';
          send({
            type: 'presence',
            dialog_id: id,
            visitor: online,
            ...(dialog.page && { page: dialog.page }),
            viewers: [],
          });
        } else if (frame.type === 'unsubscribe') line.subscribed.delete(id);
        else if (frame.type === 'message' || frame.type === 'note') {
          const { client_id, text } = frame;
          const said = this.say(id, 'manager', text, {
            client_id,
            ...(frame.type === 'note' && { note: true }),
          });
          const { seq, timestamp } = said;
          send({ type: 'ack', dialog_id: id, client_id, id: said.id, seq, timestamp, duplicate: false });
        }
      },
      close: () => this.lines.delete(line),
    };
  }

  private time(): string {
    return new Date(this.now()).toISOString();
  }
}
