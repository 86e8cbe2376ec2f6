import type {
  Article,
  Assistant,
  EmbeddingStatus,
  EmbeddingsIn,
  Engine,
  EngineIn,
  Replay,
  ReplayItem,
  Site,
} from '@/lib/wire';
import { type Body, type FakeAnswer, list, ok, problem } from './fake-answer';
import { articles, assistant } from './fake-data';

/** Assistants, articles and sites of the fake server. */
export class FakeAdministration {
  assistants: Assistant[] = [structuredClone(assistant)];
  articles: Article[];
  sites: Site[] = [];
  /** How far the vectors are, once somebody makes them. */
  embedding: EmbeddingStatus = { state: 'working', passages: 980, embedded: 0, most: 20_000 };
  private lastId = 1_000;

  constructor(private readonly now: () => number) {
    this.articles = articles(now());
  }

  request(method: string, kind: string, one: string, verb: string, body: Body): FakeAnswer {
    if (kind === 'sites') {
      if (method === 'GET') return list(this.sites);
      const site = { ...(body as Omit<Site, 'id'>), id: 'sit_9Qw2' };
      this.sites.push(site);
      return { status: 201, body: { site, secret: 'tdms_Zk3v8mQ1x0b7RrT5yLw2' } };
    }
    if (kind === 'articles') return this.article(method, Number(one), body);
    if (kind !== 'assistants') return problem(404, 'not_found', 'There is no such thing here.');
    if (verb === 'try') return ok(answerTo(String(body.question)));
    if (verb === 'replay') return ok(replayed(Number(body.dialogs)));
    if (verb === 'articles') {
      if (method === 'GET') return list(this.articles);
      this.lastId += 1;
      const article = {
        ...(body as { title: string; body: string }),
        id: this.lastId,
        updated_at: new Date(this.now()).toISOString(),
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
    if (verb === 'embeddings')
      return found.embeddings
        ? ok(this.embedding)
        : problem(404, 'not_found', 'There is no such thing here.');
    if (method === 'PATCH')
      this.assistants[at] = {
        ...found,
        ...body,
        engine: engineAfter(found.engine, body.engine),
        embeddings: this.embeddingsAfter(found, body.embeddings),
      };
    if (method === 'DELETE') this.assistants.splice(at, 1);
    return ok(this.assistants[at] ?? {});
  }

  /** As the engine; and whatever had stopped begins anew. */
  private embeddingsAfter({ embeddings }: Assistant, sent: unknown): Assistant['embeddings'] {
    if (sent === undefined || sent === null) return sent === null ? undefined : embeddings;
    const { key, ...settings } = sent as EmbeddingsIn;
    const { passages, most } = this.embedding;
    this.embedding = { state: 'working', passages, embedded: 0, most };
    return { ...settings, has_key: key === undefined ? embeddings?.has_key === true : key !== null };
  }

  private article(method: string, id: number, body: Body): FakeAnswer {
    const at = this.articles.findIndex((article) => article.id === id);
    const found = this.articles[at];
    if (!found) return problem(404, 'not_found', 'There is no such thing here.');
    if (method === 'PATCH')
      this.articles[at] = { ...found, ...body, updated_at: new Date(this.now()).toISOString() };
    if (method === 'DELETE') this.articles.splice(at, 1);
    return ok(this.articles[at] ?? {});
  }
}

function answerTo(question: string) {
  const answered = /order|return|ship|safe/i.test(question);
  const text = answered
    ? 'You may return anything **within 30 days**, unused and in its box.'
    : 'I do not know that. Shall I ask a person?';
  const citations = answered ? [{ article_id: 2, title: 'Returns and refunds' }] : [];
  const usage = { input_tokens: 1_240, output_tokens: 86 };
  return { answered, text, citations, wants_person: !answered, usage, latency_ms: 1_840 };
}

/** The whole engine is replaced, but for a key that is not named. */
function engineAfter(before: Engine, sent: unknown): Engine {
  if (sent === undefined) return before;
  const { key, ...engine } = sent as EngineIn;
  return { ...engine, has_key: key === undefined ? before.has_key : key !== null };
}

function replayed(many: number): Replay {
  const before = {
    text: 'You may return anything within 30 days, unused and in its box.',
    answered: true,
    citations: [{ article_id: 2, title: 'Returns and refunds' }],
  };
  const usage = { input_tokens: 1_200, output_tokens: 80 };
  const answer = { ...before, wants_person: false, latency_ms: 1_320, usage };
  const item = { dialog_id: 1, before };
  const items: ReplayItem[] = [
    {
      ...item,
      generation_id: 1,
      question: 'How long do I have to send something back?',
      after: { ...answer, text: 'You can return anything within 30 days, as long as it is unused.' },
      changed: true,
    },
    { ...item, generation_id: 2, question: 'May I return a bowl?', after: answer, changed: false },
    {
      ...item,
      generation_id: 3,
      question: 'Do you sell kayaks?',
      before: { text: 'I do not know that.', answered: false, citations: [] },
      error: 'The engine stayed silent for too long.',
      changed: false,
    },
  ];
  const totals = {
    replayed: many,
    changed: 1,
    answered_before: 2,
    answered_after: 2,
    input_tokens: 2_400,
    output_tokens: 160,
    cost_micros: 456,
  };
  return { items, totals };
}
