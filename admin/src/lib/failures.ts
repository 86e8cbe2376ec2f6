import { ApiError } from 'tandem-client';
import type { FailureCode } from './wire';

/** Why an AI gave no answer, in a sentence, and what somebody can do about it. */
export interface Failure {
  why: string;
  remedy?: string;
}

/** A word of the server that is missing here does not compile; one that is newer than this dashboard is shown as it is. */
const FAILURES: Record<FailureCode, Failure> & Record<string, Failure> = {
  unauthorized: {
    why: 'The provider refused the key.',
    remedy: 'Check it in the assistant’s engine settings.',
  },
  key_unusable: {
    why: 'The stored key cannot be used.',
    remedy: 'Enter it again in the assistant’s engine settings.',
  },
  not_found: {
    why: 'There is no such model, or nothing at this address.',
    remedy: 'Check both in the assistant’s engine settings.',
  },
  address_refused: {
    why: 'This server does not call the engine’s address.',
    remedy: 'Who runs the server can allow it: outbound.allow_private.',
  },
  rejected: {
    why: 'The provider refused the request.',
    remedy: 'Check the engine’s settings, and your account there. The server’s log has its words.',
  },
  rate_limited: {
    why: 'The provider gets too many requests from your account.',
    remedy: 'Wait a little, or have your limit there raised.',
  },
  unavailable: {
    why: 'The provider was out of reach, or had an error of its own.',
    remedy: 'Try again later. If it stays like that, check the address in the assistant’s engine settings.',
  },
  engine_silent: {
    why: 'The engine stayed silent for too long.',
    remedy: 'Try again, or choose a faster model.',
  },
  malformed: {
    why: 'What came was no answer as this kind of engine gives it.',
    remedy: 'Check that kind and address fit each other in the assistant’s engine settings.',
  },
  empty: {
    why: 'The engine answered without a word, each time.',
    remedy:
      'Try again. If it stays like that, look at the assistant’s instructions, or choose another model.',
  },
  cut_off: {
    why: 'The answer broke off before its end, each time.',
    remedy: 'Try again. If it stays like that, look at what stands between this server and the provider.',
  },
  too_long: {
    why: 'The answer became longer than allowed.',
    remedy: 'Raise “Longest answer” in the assistant’s engine settings, or ask for short answers there.',
  },
  refused: {
    why: 'The model, or its maker’s filter, refused to answer this.',
    remedy: 'Nothing is wrong with the settings: a person can answer.',
  },
  paused: {
    why: 'The engine failed too often just now, and was not asked.',
    remedy: 'It is asked again by itself in a while.',
  },
  deadline_missed: {
    why: 'The workflow did not answer by its deadline.',
    remedy: 'Look at its last runs, or give it more time in the assistant’s engine settings.',
  },
  budget_spent: {
    why: 'Today’s budget for AI answers is spent.',
    remedy: 'It starts anew tomorrow, or can be raised in the settings.',
  },
  engine_failed: {
    why: 'The engine gave an error after the last try.',
    remedy: 'The log of the workflow, or of this server, says more.',
  },
  taken_over: { why: 'A person took over.' },
  superseded: { why: 'The visitor wrote again: the AI answers both at once.' },
};

/** Nothing for a word that this dashboard does not know. */
export const failureOf = (code: string | null | undefined): Failure | undefined =>
  Object.hasOwn(FAILURES, code ?? '') ? FAILURES[code ?? ''] : undefined;

/** What a refusal says of an engine that was asked for something. */
export function failureIn(error: unknown): Failure | undefined {
  if (!(error instanceof ApiError)) return undefined;
  const { failure } = Object(error.body) as { failure?: unknown };
  return failureOf(typeof failure === 'string' ? failure : undefined);
}
