import type { HandoffPolicy } from '@/lib/wire';

const MOST_TOPICS = 20;
const LONGEST_TOPIC = 80;
const MOST_UNANSWERED = 10;

export interface PolicyDraft {
  always_offer: boolean;
  /** Whether unanswered questions are counted at all. */
  counts: boolean;
  after: string;
  topics: string;
  /** Outside the opening hours the assistant keeps its dialogs. */
  keeps: boolean;
}

export function policyDraftOf(policy: HandoffPolicy): PolicyDraft {
  return {
    always_offer: policy.always_offer ?? true,
    counts: policy.after_unanswered != null,
    after: String(policy.after_unanswered ?? 2),
    topics: (policy.topics ?? []).join('\n'),
    keeps: policy.outside_hours === 'keep',
  };
}

export function policyOf(draft: PolicyDraft): HandoffPolicy {
  return {
    always_offer: draft.always_offer,
    after_unanswered: draft.counts ? Number(draft.after) : null,
    topics: topicsOf(draft.topics),
    outside_hours: draft.keeps ? 'keep' : 'queue',
  };
}

export function wrongCount({ counts, after }: PolicyDraft): string | undefined {
  const number = Number(after);
  const good = Number.isInteger(number) && number >= 1 && number <= MOST_UNANSWERED;
  return counts && !good ? `A whole number from 1 to ${MOST_UNANSWERED}.` : undefined;
}

export function wrongTopics(text: string): string | undefined {
  const topics = topicsOf(text);
  if (topics.length > MOST_TOPICS) return `At most ${MOST_TOPICS} topics, and these are ${topics.length}.`;
  const long = topics.find((topic) => [...topic].length > LONGEST_TOPIC);
  return long === undefined ? undefined : `At most ${LONGEST_TOPIC} characters: “${long.slice(0, 30)}…”`;
}

function topicsOf(text: string): string[] {
  const lines = text.split('\n').map((line) => line.trim());
  return [...new Set(lines.filter((line) => line !== ''))];
}
