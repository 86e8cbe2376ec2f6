import { expect, test } from 'vitest';
import { FakeServer } from '@/testing/fake-server';
import { renderApp } from '@/testing/render-app';

// In the made-up inbox 3 is the AI's.

test('an answer that failed says why, until something else is said', async () => {
  const { screen, server } = await renderApp('/inbox/assistant/3');
  await screen.findByText('The AI answers here.');
  const generation = { dialog_id: 3, generation_id: 9 };
  server.publish(3, { type: 'generation_started', ...generation, reply_to_seq: 1, attempt: 1 });
  await screen.findByText('AI is thinking');
  server.publish(3, { type: 'generation_failed', ...generation, code: 'engine_silent' });
  expect(await screen.findByText('The engine stayed silent for too long.')).toBeTruthy();
  expect(screen.queryByText('AI is thinking')).toBeNull();
  server.say(3, 'user', 'Hello?');
  await screen.findByText('Hello?');
  expect(screen.queryByText('The engine stayed silent for too long.')).toBeNull();
});

test('the cause stands where the dialog tells of the failure, once and for good', async () => {
  const { screen, server } = await renderApp('/inbox/assistant/3');
  await screen.findByText('The AI answers here.');
  const generation = { dialog_id: 3, generation_id: 9 };
  server.publish(3, { type: 'generation_started', ...generation, reply_to_seq: 1, attempt: 1 });
  server.publish(3, { type: 'generation_failed', ...generation, code: 'engine_failed' });
  const meta = { code: 'assistant_failed', failure: 'engine_failed' } as const;
  server.say(3, 'system', '', { meta, generation_id: 9 });
  server.say(3, 'system', '', { meta: { code: 'handoff_requested', reason: 'failure' } });
  const asked = await screen.findByText('A person is needed: the AI could not answer');
  const cause = screen.getByText('The engine gave an error after the last try.');
  expect(cause.compareDocumentPosition(asked)).toBe(Node.DOCUMENT_POSITION_FOLLOWING);
  server.say(3, 'user', 'Hello?');
  await screen.findByText('Hello?');
  expect(screen.getAllByText('The engine gave an error after the last try.')).toHaveLength(1);
});

test('after a reload the cause is the same, and what an older server wrote is readable', async () => {
  const server = new FakeServer();
  server.say(3, 'system', '', { meta: { code: 'assistant_failed' }, generation_id: 8 });
  server.say(3, 'system', '', { meta: { code: 'assistant_failed' } });
  const meta = { code: 'assistant_failed', failure: 'engine_silent' } as const;
  server.say(3, 'system', '', { meta, generation_id: 9 });
  const { screen } = await renderApp('/inbox/assistant/3', server);
  expect(await screen.findByText('The engine stayed silent for too long.')).toBeTruthy();
  expect(screen.getByText('The AI could not answer')).toBeTruthy();
  expect(screen.getByText('The AI’s answer failed.')).toBeTruthy();
  expect(screen.getAllByRole('button', { name: 'What happened?' })).toHaveLength(2);
});

test.each([
  ['deadline', /the workflow did not answer in time/],
  ['policy', /rules ask for a person/],
  ['budget', /AI budget is spent/],
  ['visitor', /asked for a person/],
] as const)('who hands over, and why, is said: %s', async (reason, words) => {
  const { screen, server } = await renderApp('/inbox/assistant/3');
  await screen.findByText('The AI answers here.');
  server.say(3, 'system', '', { meta: { code: 'handoff_requested', reason } });
  expect((await screen.findAllByText(words)).length).toBeGreaterThan(0);
});

test('what the AI gives as its reason is read with its wish for a person', async () => {
  const { screen, server } = await renderApp('/inbox/assistant/3');
  await screen.findByText('The AI answers here.');
  const meta = { code: 'handoff_requested', reason: 'assistant', wish: 'wants a refund' } as const;
  server.say(3, 'system', '', { meta });
  expect(await screen.findByText('The AI asked for a person: “wants a refund”')).toBeTruthy();
});

test('why an answer failed is said together with what to do about it', async () => {
  const { screen, server } = await renderApp('/inbox/assistant/3');
  await screen.findByText('The AI answers here.');
  const meta = { code: 'assistant_failed', failure: 'unauthorized' };
  server.say(3, 'system', '', { meta: meta as never, generation_id: 9 });
  const why = await screen.findByText('The provider refused the key.');
  expect(why.parentElement?.textContent).toContain('Check it in the assistant’s engine settings.');
});
