import type { Question, Source, SourcePage } from '@/lib/wire';
import { type Body, type FakeAnswer, list, ok, problem } from './fake-answer';

const NONE = { found: 0, pending: 0, imported: 0, changed: 0, edited: 0, deleted: 0, failed: 0, gone: 0 };

/** Sources of articles, and questions that none answered. */
export class FakeKnowledge {
  sources: Source[];
  questions: Question[];
  private lastId = 500;

  constructor(private readonly now: () => number) {
    const ago = (minutes: number) => new Date(now() - minutes * 60_000).toISOString();
    this.sources = [
      {
        id: 2,
        kind: 'sitemap',
        name: 'https://shop.example/sitemap.xml',
        urls: ['https://shop.example/sitemap.xml'],
        state: 'done',
        pages: { ...NONE, found: 60, imported: 52, edited: 3, failed: 3, gone: 2 },
        created_at: ago(9_000),
        last_run_at: ago(130),
      },
      {
        id: 1,
        kind: 'file',
        name: 'handbook.pdf',
        urls: [],
        state: 'done',
        pages: { ...NONE, found: 4, imported: 4 },
        created_at: ago(20_000),
        last_run_at: ago(20_000),
      },
    ];
    this.questions = ['is the blue glaze food safe', 'Do you sell gift cards in shops?'].map(
      (question, index) => ({
        id: index + 1,
        question,
        asked: 4 - 3 * index,
        dialog_id: index === 0 ? 21 : 3,
        first_asked_at: ago(9_000),
        last_asked_at: ago(75 + index * 500),
        state: 'open',
      }),
    );
  }

  request(
    method: string,
    [verb = '', which = '', deeper = '']: string[],
    query: URLSearchParams,
    body: Body,
  ): FakeAnswer {
    if (verb === 'questions') return this.question(method, Number(which), query, body);
    if (verb === 'files') return { status: 201, body: this.add('file', query.get('name') ?? '', 'done') };
    const at = this.sources.findIndex(({ id }) => id === Number(which));
    const source = this.sources[at];
    if (which === '' && method === 'GET') return list(this.sources);
    if (which === '') {
      const urls = (body.urls as string[] | undefined) ?? [String(body.url)];
      return { status: 201, body: this.add(body.kind as Source['kind'], urls[0] ?? '', 'pending') };
    }
    if (!source) return problem(404, 'not_found', 'There is no such thing here.');
    if (deeper === 'pages') return list(PAGES);
    if (deeper === 'refresh') return { status: 202, body: Object.assign(source, { state: 'pending' }) };
    if (method === 'DELETE') this.sources.splice(at, 1);
    return ok(source);
  }

  private add(kind: Source['kind'], name: string, state: Source['state']): Source {
    this.lastId += 1;
    const pages = state === 'done' ? { ...NONE, found: 1, imported: 1 } : NONE;
    const at = new Date(this.now()).toISOString();
    const source = { id: this.lastId, kind, name, urls: [name], state, pages, created_at: at };
    this.sources.unshift(source);
    return source;
  }

  private question(method: string, id: number, query: URLSearchParams, body: Body): FakeAnswer {
    if (method === 'GET') return list(this.questions.filter(({ state }) => state === query.get('state')));
    const question = this.questions.find((known) => known.id === id);
    if (!question) return problem(404, 'not_found', 'There is no such thing here.');
    return ok(Object.assign(question, body));
  }
}

const PAGES: SourcePage[] = [
  { url: 'https://shop.example/help/customs', part: 1, state: 'failed', reason: 'http_error', status: 500 },
  { url: 'https://shop.example/files/catalogue.pdf', part: 1, state: 'failed', reason: 'too_large' },
  { url: 'https://shop.example/help/returns', part: 1, state: 'imported', article_id: 2 },
  { url: 'https://shop.example/help/shipping', part: 1, state: 'edited', article_id: 1 },
  { url: 'https://shop.example/help/old', part: 1, state: 'gone' },
];
