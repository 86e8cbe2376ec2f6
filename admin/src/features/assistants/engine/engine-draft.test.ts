import { ApiError } from 'tandem-client';
import { expect, test } from 'vitest';
import type { Engine } from '@/lib/wire';
import { draftOf, type EngineDraft, engineOf, keyStays } from './engine-draft';
import { policyDraftOf, policyOf, wrongCount, wrongTopics } from './policy-draft';
import { refusalOf } from './refusal';
import { makeSigningSecret } from './signing-secret';

const openai = {
  kind: 'openai',
  base_url: 'https://api.example/v1',
  model: 'small',
  max_tokens: 512,
  temperature: 0,
  input_price_micros: 150_000,
  output_price_micros: 600_000,
  has_key: true,
} as const;

test('what was saved comes back unchanged, and its key stays where it is', () => {
  const { has_key: _kept, ...same } = openai;
  expect(engineOf(draftOf(openai), openai)).toEqual({ engine: same, errors: {} });
});

test('a key is replaced, removed, and never inherited by another kind of engine', () => {
  const draft = draftOf(openai);
  expect(engineOf({ ...draft, key: ' sk-new ' }, openai).engine.key).toBe('sk-new');
  expect(engineOf({ ...draft, key: null }, openai).engine.key).toBeNull();
  expect(engineOf({ ...draft, key: '' }, openai).engine).not.toHaveProperty('key');
  expect(engineOf({ ...draft, kind: 'anthropic' }, openai).engine.key).toBeNull();
});

test('fields of other kinds are left behind', () => {
  expect(engineOf({ ...draftOf(openai), kind: 'knowledge' }, openai).engine).toEqual({
    kind: 'knowledge',
    key: null,
  });
});

test('every wrong field says what it wants', () => {
  const wrong = {
    ...draftOf(openai),
    base_url: 'ftp://models.example',
    model: ' ',
    max_tokens: '1.5',
    temperature: '3',
    input_price: 'cheap',
  };
  expect(Object.keys(engineOf(wrong, openai).errors)).toEqual([
    'base_url',
    'model',
    'max_tokens',
    'temperature',
    'input_price',
  ]);
  const workflow = { ...draftOf(openai), kind: 'webhook', base_url: '', deadline_seconds: '1801' } as const;
  expect(Object.keys(engineOf(workflow, openai).errors)).toEqual(['base_url', 'deadline_seconds', 'key']);
});

test('a refusal goes to the field that it names', () => {
  const refused = (code: string, message: string, status = 422) =>
    refusalOf(new ApiError(message, { status, code, retryable: false }));
  expect(refused('address_refused', 'That is a private network.')).toEqual({
    base_url: 'That is a private network.',
  });
  expect(refused('invalid_request', '`model`: at most 200 characters')).toEqual({
    model: 'At most 200 characters',
  });
  expect(refused('invalid_request', 'input_price_micros is negative')).toHaveProperty('input_price');
  expect(refused('invalid_request', 'something else')).toEqual({});
  expect(refused('internal', 'model', 500)).toEqual({});
});

test('a policy goes there and back', () => {
  const rest = { always_offer: false, after_unanswered: 3, topics: ['Damage', 'Contracts'] };
  const policy = { ...rest, outside_hours: 'keep' } as const;
  expect(policyOf(policyDraftOf(rest)).outside_hours).toBe('queue');
  expect(policyOf(policyDraftOf(policy))).toEqual(policy);
  expect(policyOf({ ...policyDraftOf(policy), counts: false }).after_unanswered).toBeNull();
  // The server leaves out what there is none of.
  expect(policyDraftOf({ always_offer: true, topics: [] }).counts).toBe(false);
  expect(wrongCount({ ...policyDraftOf(policy), after: '11' })).toBeDefined();
  expect(wrongTopics('a\n'.repeat(30))).toBeUndefined();
  expect(wrongTopics('x'.repeat(81))).toBeDefined();
  expect(wrongTopics(Array.from({ length: 21 }, (_, n) => `topic ${n}`).join('\n'))).toBeDefined();
});

test('a signing secret has 32 random bytes', () => {
  const [one, other] = [makeSigningSecret(), makeSigningSecret()];
  expect(one).not.toBe(other);
  expect(atob(one.replace('whsec_', ''))).toHaveLength(32);
});

test('a saved key stays with its kind of engine at its server', () => {
  const draft = draftOf(openai);
  expect(keyStays(draft, openai)).toBe(true);
  expect(keyStays({ ...draft, base_url: ' https://api.example/v2 ' }, openai)).toBe(true);
  expect(keyStays({ ...draft, base_url: 'https://api.example.evil/v1' }, openai)).toBe(false);
  expect(keyStays({ ...draft, base_url: 'http://api.example/v1' }, openai)).toBe(false);
  expect(keyStays({ ...draft, base_url: 'https://api.example:8443/v1' }, openai)).toBe(false);
  expect(keyStays({ ...draft, base_url: '' }, openai)).toBe(false);
  expect(keyStays({ ...draft, kind: 'anthropic' }, openai)).toBe(false);
  expect(keyStays(draft, { ...openai, has_key: false })).toBe(false);
});

test('Anthropic and a workflow need a key, others need none', () => {
  const errorOf = (draft: Partial<EngineDraft>, saved: Engine = { kind: 'knowledge', has_key: false }) =>
    engineOf({ ...draftOf(saved), ...draft }, saved).errors.key;
  const url = 'https://n8n.example/webhook/ask';
  expect(errorOf({ kind: 'anthropic', model: 'm' })).toBeDefined();
  expect(errorOf({ kind: 'anthropic', model: 'm', key: 'sk-1' })).toBeUndefined();
  expect(errorOf({ kind: 'openai', model: 'm' })).toBeUndefined();
  expect(errorOf({ kind: 'webhook', base_url: url })).toBeDefined();
  const saved = { kind: 'webhook', base_url: url, has_key: true } as const;
  expect(errorOf({}, saved)).toBeUndefined();
  expect(errorOf({ base_url: 'https://other.example/' }, saved)).toBeDefined();
  expect(errorOf({ key: null }, saved)).toBeDefined();
});
