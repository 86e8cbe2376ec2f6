import type { ClientFrame, MessageFrame, ServerFrame } from 'tandem-client';
import type { Article, Assistant, Counts, DialogDetail, DialogSummary, Site } from '@/lib/wire';
import { ann, articles, assistant, dialogs, members, signedIn } from './fake-data';

type Body = Record<string, unknown>;
export interface FakeAnswer {
  status: number;
  body: unknown;
}

interface Line {
  send: (frame: ServerFrame) => void;
  subscribed: Set<number>;
}

/** A server in memory that keeps the protocol's promises as far as the dashboard sees them. */
export class FakeServer {
  dialogs: DialogSummary[];
  articles: Article[];
  assistants: Assistant[] = [assistant];
  sites: Site[] = [];
  signedIn = true;
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
    this.articles = articles(now());
    for (const dialog of this.dialogs) this.tell(dialog);
  }

  // Requests

  request(method: string, address: string, body: Body = {}): FakeAnswer {
    const { pathname, searchParams } = new URL(address, 'http://fake');
    const path = pathname.replace('/api/v1', '');
    this.asked.push(`${method} ${path}${searchParams.size > 0 ? `?${searchParams}` : ''}`);
    const refused = this.refuse(method, path);
    if (refused) return refused;
    const [kind = '', one = '', verb = ''] = path.split('/').slice(1);
    if (kind === 'auth') return this.auth(one, body);
    if (kind === 'dialogs') return this.dialogRequest(method, one, verb, searchParams, body);
    if (kind === 'operators') return list(members);
    if (kind === 'generations') return list([]);
    return this.administration(method, kind, one, verb, body);
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

  private administration(method: string, kind: string, one: string, verb: string, body: Body): FakeAnswer {
    if (kind === 'sites') {
      if (method === 'GET') return list(this.sites);
      const site = { ...(body as Omit<Site, 'id'>), id: 'sit_9Qw2' };
      this.sites.push(site);
      return { status: 201, body: { site, secret: 'tdms_Zk3v8mQ1x0b7RrT5yLw2' } };
    }
    if (kind === 'articles') return this.article(method, Number(one), body);
    if (kind !== 'assistants') return problem(404, 'not_found', 'There is no such thing here.');
    if (verb === 'try') return ok(answerTo(String(body.question)));
    if (verb === 'articles') {
      if (method === 'GET') return list(this.articles);
      this.lastId += 1;
      const article = {
        ...(body as { title: string; body: string }),
        id: this.lastId,
        updated_at: this.time(),
      };
      this.articles.unshift(article);
      return { status: 201, body: article };
    }
    if (one === '') {
      if (method === 'GET') return list(this.assistants);
      const made: Assistant = {
        ...assistant,
        id: `ast_${this.assistants.length}`,
        name: String(body.name),
        suggestions: [],
      };
      this.assistants.push(made);
      return { status: 201, body: made };
    }
    const at = this.assistants.findIndex(({ id }) => id === one);
    const found = this.assistants[at];
    if (!found) return problem(404, 'not_found', 'There is no such thing here.');
    if (method === 'PATCH') this.assistants[at] = { ...found, ...body };
    if (method === 'DELETE') this.assistants.splice(at, 1);
    return ok(this.assistants[at] ?? {});
  }

  private article(method: string, id: number, body: Body): FakeAnswer {
    const at = this.articles.findIndex((article) => article.id === id);
    const found = this.articles[at];
    if (!found) return problem(404, 'not_found', 'There is no such thing here.');
    if (method === 'PATCH') this.articles[at] = { ...found, ...body, updated_at: this.time() };
    if (method === 'DELETE') this.articles.splice(at, 1);
    return ok(this.articles[at] ?? {});
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

  // What happens

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
          send({
            type: 'ack',
            dialog_id: id,
            client_id,
            id: said.id,
            seq: said.seq,
            timestamp: said.timestamp,
            duplicate: false,
          });
        }
      },
      close: () => this.lines.delete(line),
    };
  }

  private time(): string {
    return new Date(this.now()).toISOString();
  }

  /** The beginning of every dialog: a question, an answer with its source, and how it went on. */
  private tell(dialog: DialogSummary): void {
    const at = (minutes: number) => new Date(Date.parse(dialog.updated_at) - minutes * 60_000).toISOString();
    const said = dialog.last_message?.text ?? '';
    this.say(dialog.id, 'user', 'Hi! Where is my order 10482? It should have been here on Tuesday.', {
      timestamp: at(14),
    });
    this.say(
      dialog.id,
      'assistant',
      'Orders leave our workshop **within two days**. After that:\n\n- Germany: 1 to 2 days\n- Europe: 3 to 5 days\n\nYou can follow it at [the carrier’s page](https://track.example/10482).',
      {
        timestamp: at(13.8),
        citations: [
          { article_id: 1, title: 'Shipping and delivery times', url: 'https://shop.example/help/shipping' },
        ],
      },
    );
    if (dialog.state === 'queued' || dialog.state === 'operator') {
      this.say(dialog.id, 'user', said, { timestamp: at(4) });
      this.say(dialog.id, 'system', '', {
        timestamp: at(3),
        meta: { code: 'handoff_requested', reason: 'visitor' },
      });
    }
    if (dialog.assignee) {
      const by = dialog.assignee;
      this.say(dialog.id, 'system', '', { timestamp: at(2), meta: { code: 'handoff_started', manager: by } });
      this.say(dialog.id, 'manager', 'Good morning! I am looking into it.\n\nCould you send me a photo?', {
        timestamp: at(1.5),
        author: by,
      });
      this.say(dialog.id, 'manager', 'Second bowl this week with a crack: ask the packers?', {
        timestamp: at(1),
        author: by,
        note: true,
      });
      this.say(dialog.id, 'user', said, { timestamp: at(0.2) });
    }
    if (dialog.state === 'closed')
      this.say(dialog.id, 'system', '', { timestamp: at(0), meta: { code: 'dialog_closed', by: 'manager' } });
    Object.assign(dialog, {
      last_message: { sender: 'user', text: said, timestamp: at(0) },
      updated_at: at(0),
    });
  }
}

const ok = (body: unknown): FakeAnswer => ({ status: 200, body });
const list = (items: readonly unknown[]): FakeAnswer => ok({ items: structuredClone(items) });
const problemBody = (code: string, title: string) => ({ code, title, retryable: false });
export const problem = (status: number, code: string, title: string): FakeAnswer => ({
  status,
  body: problemBody(code, title),
});

function answerTo(question: string) {
  const answered = /order|return|ship|safe/i.test(question);
  const text = answered
    ? 'You may return anything **within 30 days**, unused and in its box.'
    : 'I do not know that. Shall I ask a person?';
  return { answered, text, citations: answered ? [{ article_id: 2, title: 'Returns and refunds' }] : [] };
}
