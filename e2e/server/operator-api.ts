import type { Demo } from './demo';

interface Said {
  sender: string;
  text: string;
  client_id?: string;
}

interface Detail {
  contact: {
    name?: string;
    email?: string;
    verified: boolean;
    attributes: Record<string, string | number | boolean>;
  };
}

interface Listed {
  items: { id: number }[];
  next_cursor?: string | null;
}

/** What an operator's program does, past every page: to make things happen and to see what is stored. */
export class OperatorApi {
  private token = '';

  private constructor(private readonly demo: Demo) {}

  static async signIn(demo: Demo): Promise<OperatorApi> {
    const api = new OperatorApi(demo);
    await api.renew();
    return api;
  }

  /** The dialogs of the demo, newest first. */
  async dialogs(): Promise<number[]> {
    const all: number[] = [];
    let next = '/dialogs?state=open&limit=100';
    for (;;) {
      const page: Listed = await this.ask('GET', next);
      all.push(...page.items.map(({ id }) => id));
      if (!page.next_cursor) return all;
      next = `/dialogs?state=open&limit=100&cursor=${page.next_cursor}`;
    }
  }

  detail(dialog: number): Promise<Detail> {
    return this.ask('GET', `/dialogs/${dialog}`);
  }

  claim(dialog: number): Promise<unknown> {
    return this.ask('POST', `/dialogs/${dialog}/claim`, {});
  }

  async say(dialog: number, text: string): Promise<void> {
    await this.ask('POST', `/dialogs/${dialog}/messages`, { client_id: crypto.randomUUID(), text });
  }

  /** Lets an OpenAI-compatible model write the answers of the demo's assistant. */
  async useModel(url: string): Promise<void> {
    const engine = { kind: 'openai', base_url: url, model: 'scripted', key: 'none' };
    await this.ask('PATCH', `/assistants/${await this.assistant()}`, { engine });
  }

  /** The public id of the demo's one assistant. */
  async assistant(): Promise<string> {
    const { items } = await this.ask<{ items: { id: string }[] }>('GET', '/assistants');
    const [first] = items;
    if (!first) throw new Error('the demo has no assistant');
    return first.id;
  }

  /** Makes a page a source of articles. */
  async importPage(url: string): Promise<void> {
    await this.ask('POST', `/assistants/${await this.assistant()}/sources`, { kind: 'url', urls: [url] });
  }

  /** Everything that is stored of a dialog, in order. */
  async history(dialog: number): Promise<Said[]> {
    const all: Said[] = [];
    for (let after = 0, more = true; more; ) {
      const path = `/dialogs/${dialog}/messages?after=${after}&limit=200`;
      const page = await this.ask<{ items: (Said & { seq: number })[]; more: boolean }>('GET', path);
      all.push(...page.items);
      after = page.items.at(-1)?.seq ?? after;
      more = page.more;
    }
    return all;
  }

  private async renew(): Promise<void> {
    const answer = await this.fetch('POST', '/auth/login', this.demo.operator);
    this.token = ((await answer.json()) as { access_token: string }).access_token;
  }

  private async ask<T>(method: string, path: string, body?: unknown): Promise<T> {
    let answer = await this.fetch(method, path, body);
    if (answer.status === 401) {
      // A long journey outlives a token.
      await this.renew();
      answer = await this.fetch(method, path, body);
    }
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }

  private fetch(method: string, path: string, body?: unknown): Promise<Response> {
    return fetch(`${this.demo.url.replace(/\/$/, '')}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${this.token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }
}
