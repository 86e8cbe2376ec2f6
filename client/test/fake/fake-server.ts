import type { Endpoint } from '../../src/endpoint.ts';
import type { ClientFrame, DialogSummary, NumberedFrame, ServerFrame } from '../../src/wire.ts';
import { FakeDialog } from './fake-dialog.ts';
import { FakePage } from './fake-page.ts';
import { FakeSocket, LATENCY_MS } from './fake-socket.ts';
import { FakeStream } from './fake-stream.ts';

type Answer = { status: number; body?: unknown; headers?: Record<string, string> };

/** A server by script: what it does to sockets and requests is set by the test, from moment to moment. */
export class FakeServer {
  readonly dialogs = new Map<number, FakeDialog>();
  readonly sockets: FakeSocket[] = [];
  readonly streams: FakeStream[] = [];
  readonly requests: {
    method: string;
    path: string;
    query: URLSearchParams;
    token?: string;
    body?: unknown;
  }[] = [];
  readonly page = new FakePage();
  token = 'good';
  /** What becomes of the next sockets: taken in, refused, left hanging, taken in without a word, or closed. */
  upgrades: 'greet' | 'refuse' | 'hang' | 'mute' | number = 'greet';
  /** What becomes of the next event streams; `buffer` is a proxy that gives nothing on. */
  streaming: 'greet' | 'buffer' | Answer = { status: 404 };
  rest: 'up' | 'down' | Answer = 'up';
  /** So many answers to what was stored are lost on their way. */
  swallows = 0;
  /** Dialogs by the `client_id` of their creation. */
  private readonly started = new Map<string, number>();
  /** A proxy cuts every question that is held. */
  cutsHeld = false;
  /** There is no place left to wait in. */
  refusesHeld = false;
  /** Acks are sent for messages that came by socket. */
  acks = true;
  /** A message that comes by socket is not stored: the socket is closed with this code. */
  closesAtMessage: number | undefined;
  answers: ((method: string, path: string, body: unknown) => Answer | undefined) | undefined;

  constructor(readonly audience: Endpoint['audience'] = 'widget') {}

  dialog(id = 7): FakeDialog {
    const known = this.dialogs.get(id);
    if (known) return known;
    const dialog = new FakeDialog(id);
    this.dialogs.set(id, dialog);
    return dialog;
  }

  endpoint(more: Partial<Endpoint> = {}): Endpoint {
    const server = this;
    class WebSocket extends FakeSocket {
      constructor(url: string, protocols: string[]) {
        super(url, protocols, (socket, frame) => server.heard(socket, frame));
        server.sockets.push(this);
        setTimeout(() => server.meet(this), LATENCY_MS);
      }
    }
    return {
      base: 'https://chat.test',
      audience: this.audience,
      ...(this.audience === 'widget' ? { assistant: 'ast_1' } : {}),
      token: () => this.token,
      fetch: (url, init) => this.answer(String(url), init ?? {}),
      WebSocket: WebSocket as unknown as typeof globalThis.WebSocket,
      random: () => 1,
      signals: this.page,
      ...more,
    };
  }

  /** The sockets that are open now. */
  get open(): FakeSocket[] {
    return this.sockets.filter(({ readyState }) => readyState === 1);
  }

  get socket(): FakeSocket {
    const socket = this.sockets.at(-1);
    if (!socket) throw new Error('no socket was ever opened');
    return socket;
  }

  get openStreams(): FakeStream[] {
    return this.streams.filter(({ readyState }) => readyState === 1);
  }

  get stream(): FakeStream {
    const stream = this.streams.at(-1);
    if (!stream) throw new Error('no stream was ever opened');
    return stream;
  }

  tell(...frames: ServerFrame[]): void {
    for (const frame of frames) for (const line of [...this.open, ...this.openStreams]) line.tell(frame);
  }

  /** Everything that was said over sockets, of one type. */
  said<Type extends ClientFrame['type']>(type: Type): Extract<ClientFrame, { type: Type }>[] {
    const all = this.sockets.flatMap(({ sent }) => sent);
    return all.filter((frame) => frame.type === type) as Extract<ClientFrame, { type: Type }>[];
  }

  asked(method: string, path: string) {
    return this.requests.filter((request) => request.method === method && request.path === path);
  }

  /** A new message, told to who may see it as a message. */
  say(...said: Parameters<FakeDialog['say']>): NumberedFrame {
    const frame = this.dialog().say(...said);
    this.tell(frame);
    return frame;
  }

  private meet(socket: FakeSocket): void {
    if (socket.readyState !== 0 || this.upgrades === 'hang') return;
    if (this.upgrades !== 'refuse') socket.accept();
    const code = this.refusal(socket);
    if (code !== undefined) socket.end(code);
    else if (this.upgrades === 'greet') this.takeIn(socket);
  }

  private refusal(socket: FakeSocket): number | undefined {
    if (this.upgrades === 'refuse') return 1006;
    if (typeof this.upgrades === 'number') return this.upgrades;
    return socket.token === this.token ? undefined : 4001;
  }

  private takeIn(socket: FakeSocket): void {
    const url = new URL(socket.url);
    if (url.pathname === '/ws/inbox') {
      const { dialog_id: _none, state: _state, ...hello } = new FakeDialog(0).hello();
      socket.tell(hello);
      return;
    }
    const dialog = this.dialogs.get(Number(url.pathname.split('/').at(-1)));
    if (!dialog) socket.end(4004);
    else this.greet(socket, dialog, url.searchParams.get('after'), url.searchParams.get('history_epoch'));
  }

  private greet(
    socket: FakeSocket | FakeStream,
    dialog: FakeDialog,
    after: string | null,
    epoch: string | null,
  ): void {
    socket.tell(dialog.hello());
    if (after === null) return;
    if (epoch !== null && epoch !== dialog.epoch) {
      socket.tell({ type: 'reset', dialog_id: dialog.id, history_epoch: dialog.epoch });
      return;
    }
    for (const item of dialog.items.slice(Number(after))) this.tellItem(socket, item);
  }

  /** A visitor's own message is never sent as a message. */
  private tellItem(socket: FakeSocket | FakeStream, item: NumberedFrame): void {
    const own = item.type === 'message' && item.sender === 'user' && this.audience !== 'operator';
    socket.tell(own ? { type: 'advance', dialog_id: item.dialog_id, seq: item.seq } : item);
  }

  private heard(socket: FakeSocket, frame: ClientFrame): void {
    if (socket.readyState !== 1) return;
    const dialogId = frame.dialog_id ?? Number(new URL(socket.url).pathname.split('/').at(-1));
    const dialog = this.dialogs.get(dialogId);
    if (frame.type === 'ping')
      socket.tell({ type: 'pong', ...('nonce' in frame ? { nonce: frame.nonce } : {}) });
    if (frame.type === 'subscribe' && dialog) {
      this.greet(
        socket,
        dialog,
        frame.after === undefined ? null : String(frame.after),
        frame.history_epoch ?? null,
      );
    }
    if ((frame.type === 'message' || frame.type === 'note') && dialog) this.told(socket, dialog, frame);
  }

  private told(
    socket: FakeSocket,
    dialog: FakeDialog,
    frame: Extract<ClientFrame, { type: 'message' | 'note' }>,
  ): void {
    if (this.closesAtMessage !== undefined) {
      socket.end(this.closesAtMessage);
    } else {
      const sender = this.audience === 'operator' ? 'manager' : 'user';
      const posted = dialog.post(sender, frame.client_id, frame.text, frame.type === 'note');
      if (this.acks)
        socket.tell({ type: 'ack', dialog_id: dialog.id, client_id: frame.client_id, ...posted });
    }
  }

  private async answer(url: string, init: RequestInit): Promise<Response> {
    const { pathname, searchParams: query } = new URL(url);
    const path = pathname.replace(/^\/api\/v1(\/site|\/widget)?/, '');
    const method = init.method ?? 'GET';
    const body: unknown = typeof init.body === 'string' ? JSON.parse(init.body) : undefined;
    const token = new Headers(init.headers).get('authorization')?.slice('Bearer '.length);
    this.requests.push({ method, path, query, ...(token ? { token } : {}), ...(body ? { body } : {}) });
    await new Promise<void>((resolve, reject) => {
      setTimeout(resolve, LATENCY_MS);
      init.signal?.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')));
    });
    if (this.cutsHeld && query.has('wait')) throw new TypeError('fetch failed');
    if (this.refusesHeld && query.has('wait'))
      return response(problem(429, 'rate_limited', { retryable: true, retry_after_ms: 5_000 }));
    await this.hold(path, query, init.signal ?? undefined);
    if (this.rest === 'down') throw new TypeError('fetch failed');
    if (path.endsWith('/events')) return this.streamed(new URL(url), token, init.signal ?? undefined);
    const told =
      this.answers?.(method, path, body) ??
      (this.rest === 'up' ? this.serve(method, path, query, body, token) : this.rest);
    if (method === 'POST' && (path === '/dialogs' || path.endsWith('/messages')) && this.swallows > 0) {
      this.swallows -= 1;
      throw new TypeError('fetch failed');
    }
    return response(told);
  }

  private streamed(url: URL, token: string | undefined, signal?: AbortSignal): Response {
    if (typeof this.streaming === 'object') return response(this.streaming);
    if (token !== this.token) return response(problem(401, 'unauthenticated'));
    const dialog = this.dialogs.get(Number(url.pathname.split('/').at(-2)));
    if (!dialog) return response(problem(404, 'not_found'));
    const stream = new FakeStream(url, signal);
    this.streams.push(stream);
    if (this.streaming === 'buffer') stream.mute = true;
    this.greet(stream, dialog, url.searchParams.get('after'), url.searchParams.get('history_epoch'));
    return new Response(stream.body, { headers: { 'content-type': 'text/event-stream' } });
  }

  /** Long polling: the answer waits until there is something, or for as long as it may. */
  private async hold(path: string, query: URLSearchParams, signal?: AbortSignal): Promise<void> {
    const dialog = this.dialogs.get(Number(path.split('/')[2]));
    const until = Date.now() + Number(query.get('wait') ?? 0) * 1_000;
    while (dialog && Date.now() < until && dialog.lastSeq <= Number(query.get('after'))) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      if (signal?.aborted) throw new DOMException('aborted', 'AbortError');
    }
  }

  private serve(method: string, path: string, query: URLSearchParams, body: unknown, token?: string): Answer {
    if (token !== undefined && token !== this.token) return problem(401, 'unauthenticated');
    if (path === '/dialogs' && method === 'GET') return { status: 200, body: { items: this.rows() } };
    if (path === '/dialogs') return this.create(body);
    const [, , id, what] = path.split('/');
    if (path.startsWith('/generations')) return this.generation(id);
    const dialog = this.dialogs.get(Number(id));
    if (!dialog) return problem(404, 'not_found');
    if (what === undefined) return { status: 200, body: dialog.body() };
    if (method === 'POST' && (what === 'messages' || what === 'notes'))
      return this.posted(dialog, what, body);
    if (what === 'messages') {
      const limit = Number(query.get('limit') ?? 50);
      const before = query.get('before');
      const page =
        before === null
          ? dialog.after(Number(query.get('after')), limit)
          : dialog.before(Number(before), limit);
      return { status: 200, body: page };
    }
    return { status: 204 };
  }

  private create(body: unknown): Answer {
    const { client_id, message } = body as {
      client_id: string;
      message?: { client_id: string; text: string };
    };
    const known = this.started.get(client_id);
    const dialog = this.dialog(known ?? 100 + this.started.size);
    this.started.set(client_id, dialog.id);
    const posted = message && dialog.post('user', message.client_id, message.text);
    return {
      status: known ? 200 : 201,
      body: { dialog: dialog.body(), ...(posted ? { message: posted } : {}) },
    };
  }

  private posted(dialog: FakeDialog, what: 'messages' | 'notes', body: unknown): Answer {
    const { client_id, text } = body as { client_id: string; text: string };
    const sender = this.audience === 'operator' ? 'manager' : 'user';
    const posted = dialog.post(sender, client_id, text, what === 'notes');
    const item = dialog.items[posted.seq - 1];
    if (item && !posted.duplicate) for (const stream of this.openStreams) this.tellItem(stream, item);
    return { status: posted.duplicate ? 200 : 201, body: posted };
  }

  private generation(id: string | undefined): Answer {
    const all = [...this.dialogs.values()].flatMap(({ generations }) => generations);
    if (id === undefined) {
      const items = all.filter(({ status }) => status === 'queued' || status === 'generating');
      return { status: 200, body: { items } };
    }
    const one = all.find((generation) => generation.id === Number(id));
    return one ? { status: 200, body: one } : problem(404, 'not_found');
  }

  private rows(): Partial<DialogSummary>[] {
    return [...this.dialogs.values()].map(({ id, state, lastSeq }) => ({ id, state, unread: lastSeq }));
  }
}

function response({ status, body, headers = {} }: Answer): Response {
  return new Response(body === undefined ? null : JSON.stringify(body), { status, headers });
}

export function problem(status: number, code: string, more: object = {}): Answer {
  return {
    status,
    body: { type: 'about:blank', title: code, status, code, retryable: status >= 500, ...more },
  };
}
