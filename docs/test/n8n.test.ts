import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { complaintsAbout } from './n8n/complaints.ts';
import { published } from './n8n/published.ts';
import { run, type Sent } from './n8n/run.ts';
import type { Workflow, WorkflowNode } from './n8n/workflow.ts';

const text = await readFile(new URL('../examples/n8n-workflow.json', import.meta.url), 'utf8');
const example = (): Workflow => JSON.parse(text);

const posted = {
  type: 'reply.requested',
  correlation_id: '42',
  callback_url: 'https://chat.example/api/v1/callbacks/42?token=t',
  deadline: '2026-01-01T00:30:00.000Z',
  dialog_id: 7,
  assistant: { id: 'ast_1', name: 'Ada', instructions: 'Be brief.' },
  contact: { id: 1, name: null, email: null, verified: false, attributes: {} },
  message: 'How long?',
  history: [
    { sender: 'user', text: 'Hello' },
    { sender: 'assistant', text: 'Hi' },
    { sender: 'manager', text: 'Olga here' },
  ],
  passages: [{ title: 'Delivery', url: null, text: 'Two days.' }],
};

test('n8n knows every node, parameter and connection of the example, and needs no others', async () => {
  assert.deepEqual(complaintsAbout(example(), await published()), []);
});

const node = (workflow: Workflow, name: string): WorkflowNode => {
  const found = workflow.nodes.find((candidate) => candidate.name === name);
  assert.ok(found);
  return found;
};

/** What is broken, and what has to be said about it. */
const broken: [RegExp, (workflow: Workflow) => void][] = [
  [/there is no n8n-nodes-base.webhookok/, (w) => (node(w, 'Question from Tandem').type += 'ok')],
  [/there is no n8n-nodes-base.set 9/, (w) => (node(w, 'Extract').typeVersion = 9)],
  [/verb: there is no such parameter/, (w) => (node(w, 'Model').parameters.verb = 'POST')],
  [/"PUSH" is not offered/, (w) => (node(w, 'Model').parameters.method = 'PUSH')],
  [/responseCode: has no effect/, (w) => (node(w, 'Question from Tandem').parameters.responseCode = 201)],
  [/jsonBody: has no effect/, (w) => (node(w, 'Answer').parameters.specifyBody = 'keypair')],
  [/url: is required/, (w) => delete node(w, 'Answer').parameters.url],
  [/genericAuthType: is required/, (w) => delete node(w, 'Model').parameters.genericAuthType],
  [/sendBody: is not a boolean/, (w) => (node(w, 'Answer').parameters.sendBody = 'yes')],
  [/jsonBody: is not JSON/, (w) => (node(w, 'Failure').parameters.jsonBody = '{error}')],
  [/options.hurry: there is no such/, (w) => (node(w, 'Model').parameters.options = { hurry: 1 })],
  [
    /assignments\[0\]: is not whole/,
    (w) => (node(w, 'Extract').parameters.assignments = { assignments: [{}] }),
  ],
  [/maxTries is out of bounds/, (w) => (node(w, 'Answer').maxTries = 50)],
  [/retry is no setting/, (w) => (node(w, 'Answer').retry = true)],
  [/leads to Anser, which is not there/, (w) => (w.connections.Extract = lead('Anser'))],
  [/Model: nothing leads there/, (w) => delete w.connections.Extract],
  [/Model: has no output 1/, (w) => delete node(w, 'Model').onError],
  [/Question from Tandem: has no such input/, (w) => (w.connections.Extract = lead('Question from Tandem'))],
  [/two nodes have the same name/, (w) => (node(w, 'Failure').name = 'Answer')],
];

const lead = (to: string) => ({ main: [[{ node: to, type: 'main', index: 0 }]] });

test('the check sees what n8n would not take', async () => {
  const descriptions = await published();
  for (const [complaint, spoil] of broken) {
    const workflow = example();
    spoil(workflow);
    const complaints = complaintsAbout(workflow, descriptions);
    assert.ok(
      complaints.some((line) => complaint.test(line)),
      `${complaint}: ${JSON.stringify(complaints)}`,
    );
  }
});

/** What the example sends when the model answers, or does not. */
function sent(answers: boolean): Sent[] {
  const all: Sent[] = [];
  run(example(), posted, (request) => {
    all.push(request);
    if (request.node !== 'Model') return { duplicate: false };
    return answers ? { choices: [{ message: { content: 'Two days.' } }] } : 'fails';
  });
  return all;
}

test('it asks the model with all that came, and calls back with its answer', () => {
  const [model, answer, ...others] = sent(true);
  assert.deepEqual(others, []);
  assert.equal(model?.method, 'POST');
  assert.ok(model);
  const { messages } = model.body as { messages: { role: string; content: string }[] };
  assert.match(messages[0]?.content ?? '', /^Be brief\.\n\n[\s\S]*## Delivery\nTwo days\.$/);
  assert.deepEqual(
    messages.map(({ role }) => role),
    ['system', 'user', 'assistant', 'assistant', 'user'],
  );
  assert.equal(messages.at(-1)?.content, 'How long?');
  assert.deepEqual(answer, {
    node: 'Answer',
    method: 'POST',
    url: posted.callback_url,
    body: { result: 'Two days.' },
  });
});

test('it says so when the model fails, so that nobody waits for the deadline', () => {
  const [, failure, ...others] = sent(false);
  assert.deepEqual(others, []);
  assert.deepEqual(failure, {
    node: 'Failure',
    method: 'POST',
    url: posted.callback_url,
    body: { error: 'the model did not answer' },
  });
});
