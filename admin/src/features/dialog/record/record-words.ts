import type { Tone } from '@/components/ui/badge';
import type { AnswerRecord, EngineKind, PromptRole } from '@/lib/wire';

export const STATUS: Record<AnswerRecord['status'], { words: string; tone: Tone }> = {
  queued: { words: 'Waiting to be written', tone: 'neutral' },
  generating: { words: 'Being written', tone: 'ai' },
  completed: { words: 'Answered', tone: 'mine' },
  error: { words: 'Failed', tone: 'danger' },
  cancelled: { words: 'Stopped', tone: 'waiting' },
};

/** How long it went on, by how it ended. */
export const TOOK: Partial<Record<AnswerRecord['status'], string>> = {
  error: 'Gave up after',
  cancelled: 'Stopped after',
};

export const ROLES: Record<PromptRole, string> & Record<string, string> = {
  system: 'Instructions',
  user: 'Visitor',
  assistant: 'Assistant',
  tool: 'Tool',
  tandem: 'Tandem',
};

export const ENGINES: Record<EngineKind, string> = {
  knowledge: 'Built in',
  openai: 'OpenAI-compatible',
  anthropic: 'Anthropic',
  webhook: 'Workflow',
};

/** Only what a model was told is kept; the other engines are told nothing, or look for themselves. */
const NO_PASSAGES: Record<EngineKind, string> = {
  knowledge: 'None are kept: it quotes your articles, and those that it quoted stand under the answer.',
  openai: 'None: no article fitted the question.',
  anthropic: 'None: no article fitted the question.',
  webhook: 'None are kept: the workflow was sent them, and chose by itself.',
};
export const NO_PROMPT: Record<EngineKind, string> = {
  knowledge: 'None: the built-in engine needs none.',
  openai: 'None: it was not asked.',
  anthropic: 'None: it was not asked.',
  webhook: 'None: the workflow writes its own.',
};

/** A model that was not asked was looked up nothing for. */
export function noPassages({ engine, prompt }: AnswerRecord): string {
  const model = engine === 'openai' || engine === 'anthropic';
  return model && prompt.length === 0 ? NO_PROMPT[engine] : NO_PASSAGES[engine];
}
