import type { AnswerRecord, Draft, Settings, Summary } from '@/lib/wire';
import { type Body, type FakeAnswer, ok, problem } from './fake-answer';

/** What an AI writes for operators, and what is known of how it answered. */
export class FakeAnswering {
  /** The generations of which nothing was kept. */
  readonly unrecorded = new Set<number>();

  settings: Settings = {
    daily_tokens: null,
    daily_cost_micros: null,
    used_today: { input_tokens: 0, output_tokens: 0, cost_micros: 0, replies: 0 },
    resets_at: '2026-11-23T00:00:00.000Z',
    hours: null,
    hours_now: { open: true },
  };

  spend(method: string, body: Body): FakeAnswer {
    if (method === 'PATCH') this.settings = { ...this.settings, ...body };
    return ok(this.settings);
  }

  record(id: number): FakeAnswer {
    if (this.unrecorded.has(id)) return problem(404, 'not_found', 'There is no such thing here.');
    return ok({ ...RECORD, generation_id: id });
  }

  draft({ mode, text, language }: Body): FakeAnswer {
    const drafts: Record<string, string> = {
      reply: 'Your order is on its way and should arrive **by Thursday**.',
      translate: `(in ${language}) ${text}`,
    };
    const draft: Draft = {
      text: drafts[String(mode)] ?? `(${mode}) ${text}`,
      citations: mode === 'reply' ? [{ article_id: 1, title: 'Shipping and delivery times' }] : [],
      usage: { input_tokens: 900, output_tokens: 40 },
    };
    return ok(draft);
  }

  summary(): FakeAnswer {
    const summary: Summary = {
      by: 'model',
      text: 'Asks for order **10482**, due on Tuesday. Was told the usual delivery times. Wants:\n\n- a new bowl before Friday, the first had a crack\n- no refund',
    };
    return ok(summary);
  }
}

const RECORD: AnswerRecord = {
  generation_id: 0,
  dialog_id: 1,
  status: 'completed',
  engine: 'openai',
  model: 'small-model',
  attempts: 2,
  prompt: [
    {
      role: 'system',
      text: 'You answer for Kiln & Co. Use only the passages. Say so when they do not answer.',
    },
    { role: 'user', text: 'Hi! Where is my order 10482? It should have been here on Tuesday.' },
  ],
  passages: [
    {
      article_id: 1,
      title: 'Shipping and delivery times',
      heading: 'How long it takes',
      text: 'Orders leave our workshop within two days.',
    },
    {
      article_id: 2,
      title: 'Returns and refunds',
      heading: '',
      text: 'You may return anything within 30 days.',
    },
  ],
  tools: [{ name: 'suggest_articles', arguments: '{"query":"delivery"}', outcome: 'Two articles named.' }],
  usage: { input_tokens: 1_240, output_tokens: 86 },
  cost_micros: 2_376,
  first_piece_ms: 420,
  latency_ms: 1_840,
  guards: [
    { name: 'sources', passed: true },
    { name: 'tools', passed: false, detail: '1 calls were refused' },
  ],
  created_at: '2026-11-20T09:12:04.000Z',
};
