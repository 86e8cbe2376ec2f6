import type { components } from 'tandem-client/schemas';

type Schemas = components['schemas'];
type Citation = { article_id: number; title: string; url?: string };

/* How an assistant answers, and what is known of its answers. */

export type EngineKind = Schemas['EngineKind'];
export type Engine = Schemas['EngineBody'];
export type EngineIn = Schemas['EngineIn'];
export type HandoffPolicy = Schemas['HandoffPolicyBody'];
export type Assistant = Schemas['AssistantBody'];
export type AssistantPatch = Schemas['AssistantPatch'];
export type Usage = Schemas['Usage'];
export type TryAnswer = Schemas['TryAnswer'];

/** How one reply came about. */
export interface AnswerRecord {
  generation_id: number;
  dialog_id: number;
  status: string;
  code?: string | null;
  engine: string;
  model?: string | null;
  attempts: number;
  prompt: { role: 'system' | 'user' | 'assistant' | 'tool'; text: string }[];
  passages: { article_id: number; title: string; heading: string; text: string }[];
  tools: { name: string; arguments: unknown; outcome: string }[];
  usage?: Usage | null;
  cost_micros: number;
  first_piece_ms?: number | null;
  latency_ms?: number | null;
  guards: { name: string; passed: boolean; detail?: string | null }[];
  created_at: string;
}

export type DraftMode = 'reply' | 'shorter' | 'friendlier' | 'formal' | 'correct' | 'translate';

export interface DraftIn {
  mode: DraftMode;
  text?: string;
  language?: string;
}

export interface Draft {
  text: string;
  citations: Citation[];
  usage?: Usage | null;
}

export interface Summary {
  /** Markdown. */
  text: string;
  by: 'model' | 'extract';
}

export type SourceKind = 'url' | 'sitemap' | 'file';
export type SourceState = 'pending' | 'running' | 'done' | 'failed';

/** Where articles come from by themselves. */
export interface Source {
  id: number;
  kind: SourceKind;
  name: string;
  urls: string[];
  state: SourceState;
  /** Why the run as a whole brought nothing. */
  reason?: string | null;
  pages: Record<
    'found' | 'pending' | 'imported' | 'changed' | 'edited' | 'deleted' | 'failed' | 'gone',
    number
  >;
  created_at: string;
  last_run_at?: string | null;
  next_run_at?: string | null;
}

export type SourceIn = { kind: 'url'; urls: string[] } | { kind: 'sitemap'; url: string };

export interface SourcePage {
  url: string;
  part: number;
  state: 'pending' | 'imported' | 'edited' | 'deleted' | 'failed' | 'gone';
  reason?: string | null;
  status?: number | null;
  article_id?: number | null;
  checked_at?: string | null;
  imported_at?: string | null;
}

export type Article = Schemas['ArticleBody'] & {
  source?: { id: number; url?: string | null; imported_at: string } | null;
};

export type QuestionState = 'open' | 'answered' | 'dismissed';

/** Something visitors asked that no article answered. */
export interface Question {
  id: number;
  question: string;
  asked: number;
  dialog_id: number;
  first_asked_at: string;
  last_asked_at: string;
  state: QuestionState;
}

export interface ReplayIn {
  dialogs?: number;
  engine?: EngineIn;
  instructions?: string;
}

interface Replayed {
  text: string;
  answered: boolean;
  citations: Citation[];
}

export interface ReplayItem {
  dialog_id: number;
  generation_id: number;
  question: string;
  before: Replayed;
  after?: (Replayed & { wants_person: boolean; latency_ms: number; usage?: Usage | null }) | null;
  error?: string | null;
  changed: boolean;
}

export interface Replay {
  items: ReplayItem[];
  totals: {
    replayed: number;
    changed: number;
    answered_before: number;
    answered_after: number;
    input_tokens: number;
    output_tokens: number;
    cost_micros: number;
  };
}

/** What a company may spend on AI in a day, and has spent today. */
export interface Settings {
  daily_tokens: number | null;
  daily_cost_micros: number | null;
  used_today: Usage & { cost_micros: number; replies: number };
  resets_at: string;
}

export type SettingsPatch = Partial<Pick<Settings, 'daily_tokens' | 'daily_cost_micros'>>;
