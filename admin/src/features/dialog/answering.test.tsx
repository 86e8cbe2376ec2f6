import { waitFor, within } from '@testing-library/react';
import { describe, expect, test } from 'vitest';
import type { AnswerRecord } from '@/lib/wire';
import { problemBody } from '@/testing/fake-answer';
import { FakeServer } from '@/testing/fake-server';
import { renderApp } from '@/testing/render-app';

// In the made-up inbox 1 waits, 2 is mine, 3 is the AI's; the AI's first answer of dialog n is generation 70 + n.

const refusing = (verb: string, status: number, code: string) => {
  const server = new FakeServer();
  server.refuse = (_, path) =>
    path.endsWith(`/${verb}`) ? { status, body: problemBody(code, 'No.') } : undefined;
  return server;
};

const open = async (server = new FakeServer()) => {
  const app = await renderApp('/inbox/mine/2', server);
  const field = (await app.screen.findByLabelText('Reply to the visitor')) as HTMLTextAreaElement;
  return { ...app, field };
};

describe('drafting', () => {
  test('D writes a draft into the field, and one key takes it back', async () => {
    const { screen, user, field } = await open();
    field.blur();
    await user.keyboard('d');
    await waitFor(() => expect(field.value).toContain('by Thursday'));
    expect(screen.getByText(/Written by the AI/)).toBeTruthy();
    expect(screen.getAllByText('Shipping and delivery times').length).toBeGreaterThan(1);
    await waitFor(() => expect(document.activeElement).toBe(field));
    await user.keyboard('{Control>}z{/Control}');
    expect(field.value).toBe('');
    expect(screen.queryByText(/Written by the AI/)).toBeNull();
  });

  test('with nothing typed the button drafts at once, and opens no menu of one', async () => {
    const { screen, user, field } = await open();
    await user.click(screen.getByRole('button', { name: 'Draft' }));
    expect(screen.queryByRole('menu')).toBeNull();
    await waitFor(() => expect(field.value).toContain('by Thursday'));
  });

  test('from beside a note a reply is drafted, and the note is left alone', async () => {
    const { screen, user } = await open();
    await user.click(screen.getByRole('button', { name: 'Note' }));
    await user.type(screen.getByLabelText('Note for your team'), 'ask the packers');
    await user.click(screen.getByRole('button', { name: 'Draft' }));
    const reply = (await screen.findByLabelText('Reply to the visitor')) as HTMLTextAreaElement;
    await waitFor(() => expect(reply.value).toContain('by Thursday'));
    await user.click(screen.getByRole('button', { name: 'Note' }));
    expect((screen.getByLabelText('Note for your team') as HTMLTextAreaElement).value).toBe(
      'ask the packers',
    );
  });

  test('typed words are rewritten, and come back by Undo', async () => {
    const { screen, user, field, server } = await open();
    await user.type(field, 'we send it tomorow');
    await user.click(screen.getByRole('button', { name: 'Rewrite' }));
    await user.click(screen.getByRole('menuitem', { name: /^Correct/ }));
    await waitFor(() => expect(field.value).toBe('(correct) we send it tomorow'));
    await user.type(field, '!');
    await user.click(screen.getByRole('button', { name: 'Undo' }));
    expect(field.value).toBe('we send it tomorow');
    expect(server.asked.filter((line) => line === 'POST /dialogs/2/draft')).toHaveLength(1);
  });

  test('a translation asks into which language, and remembers it', async () => {
    const { screen, user, field } = await open();
    await user.type(field, 'Good morning');
    await user.keyboard('{Alt>}i{/Alt}');
    await user.click(await screen.findByRole('menuitem', { name: 'Translate…' }));
    const into = screen.getByLabelText('Into');
    await user.clear(into);
    await user.type(into, 'German{Enter}');
    await waitFor(() => expect(field.value).toBe('(in German) Good morning'));
    await user.keyboard('{Alt>}i{/Alt}');
    await user.click(await screen.findByRole('menuitem', { name: 'Translate…' }));
    expect((screen.getByLabelText('Into') as HTMLInputElement).value).toBe('German');
  });

  test('what the engine cannot do is said, and the words stay', async () => {
    const { screen, user, field } = await open(refusing('draft', 409, 'not_supported'));
    await user.type(field, 'hello');
    await user.click(screen.getByRole('button', { name: 'Rewrite' }));
    await user.click(screen.getByRole('menuitem', { name: 'Make it shorter' }));
    expect(await screen.findByText(/built-in engine only drafts replies/)).toBeTruthy();
    expect(field.value).toBe('hello');
    expect(field.readOnly).toBe(false);
  });

  test('Esc stops it, and what comes later is dropped', async () => {
    const { screen, user, field, server } = await open();
    const { fetch } = globalThis;
    let answer = () => undefined as unknown;
    globalThis.fetch = (input, init) =>
      String(input).endsWith('/draft')
        ? new Promise((resolve) => {
            answer = () => resolve(fetch(input, init));
          })
        : fetch(input, init);
    await user.type(field, 'mine');
    await user.click(screen.getByRole('button', { name: 'Rewrite' }));
    await user.click(screen.getByRole('menuitem', { name: 'Make it friendlier' }));
    expect(await screen.findByText('The AI rewrites your words…')).toBeTruthy();
    expect(field.readOnly).toBe(true);
    field.focus();
    await user.keyboard('{Escape}');
    expect(screen.queryByText('The AI rewrites your words…')).toBeNull();
    answer();
    await waitFor(() => expect(server.asked).toContain('POST /dialogs/2/draft'));
    expect(field.value).toBe('mine');
    expect(location.pathname).toBe('/inbox/mine/2');
  });

  test('who does not hold the dialog is offered none', async () => {
    const { screen, user, server } = await renderApp('/inbox/assistant/3');
    await screen.findByText('The AI answers here.');
    await user.keyboard('d');
    expect(screen.queryByRole('button', { name: 'Draft' })).toBeNull();
    expect(server.asked.some((line) => line.endsWith('/draft'))).toBe(false);
  });
});

describe('the summary', () => {
  test('is asked for once by who takes over, and can be hidden', async () => {
    const { screen, user, server } = await renderApp('/inbox/waiting/1');
    await screen.findByText('This visitor waits for a person.');
    expect(server.asked).not.toContain('GET /dialogs/1/summary');
    await user.keyboard('t');
    const card = await screen.findByRole('complementary', { name: 'Summary' });
    expect((await within(card).findByText('10482')).tagName).toBe('STRONG');
    await user.click(within(card).getByRole('button', { name: 'Hide the summary' }));
    expect(screen.queryByRole('complementary', { name: 'Summary' })).toBeNull();
    await user.keyboard('{Escape}{Escape}');
    (document.activeElement as HTMLElement | null)?.blur();
    expect(server.asked.filter((line) => line === 'GET /dialogs/1/summary')).toHaveLength(1);
  });

  test('S shows it for a dialog that was given to me', async () => {
    const { screen, user, field } = await open();
    field.blur();
    await user.keyboard('s');
    expect(await screen.findByRole('complementary', { name: 'Summary' })).toBeTruthy();
    await user.keyboard('s');
    expect(screen.queryByRole('complementary', { name: 'Summary' })).toBeNull();
  });

  test('that could not be made says so', async () => {
    const { screen, user, field } = await open(refusing('summary', 503, 'unavailable'));
    field.blur();
    await user.keyboard('s');
    expect(await screen.findByText('It could not be made just now.')).toBeTruthy();
  });
});

describe('how an answer came about', () => {
  test('opens beside it, with prompt, passages, tools, tokens, cost and time', async () => {
    const { screen, user } = await renderApp('/inbox/assistant/3');
    await user.click(await screen.findByRole('button', { name: 'How was this answered?' }));
    const sheet = await screen.findByRole('dialog', { name: 'How was this answered?' });
    expect(await within(sheet).findByText('OpenAI-compatible · small-model')).toBeTruthy();
    expect(within(sheet).getByText('1,240 read, 86 written')).toBeTruthy();
    expect(within(sheet).getByText(/1\.8 s, first word after 420 ms/)).toBeTruthy();
    expect(within(sheet).getByText('suggest_articles')).toBeTruthy();
    expect(within(sheet).getByText('It names no source that it was not given.')).toBeTruthy();
    expect(within(sheet).getByText('It called a tool wrongly: that call was not run.')).toBeTruthy();
    await user.click(within(sheet).getByText('Returns and refunds'));
    expect(within(sheet).getByText('You may return anything within 30 days.')).toBeTruthy();
    await user.click(within(sheet).getByRole('button', { name: 'Close' }));
    expect(screen.queryByRole('dialog', { name: 'How was this answered?' })).toBeNull();
  });

  test('what Tandem itself told the model is not put into the visitor’s mouth', async () => {
    const server = new FakeServer();
    const told = server.answering.record(73).body as AnswerRecord;
    const order = { role: 'tandem', text: 'Go on exactly where you stopped.' };
    server.answering.record = () => ({ status: 200, body: { ...told, prompt: [...told.prompt, order] } });
    const { screen, user } = await renderApp('/inbox/assistant/3', server);
    await user.click(await screen.findByRole('button', { name: 'How was this answered?' }));
    const part = (await screen.findByText('Go on exactly where you stopped.', { selector: 'span' })).closest(
      'summary',
    );
    expect(part?.textContent).toMatch(/^Tandem/);
  });

  test('by the built-in engine is not said to have found no article', async () => {
    const server = new FakeServer();
    const told = server.answering.record(73).body as AnswerRecord;
    server.answering.record = () => ({
      status: 200,
      body: { ...told, engine: 'knowledge', model: null, prompt: [], passages: [] },
    });
    const { screen, user } = await renderApp('/inbox/assistant/3', server);
    await user.click(await screen.findByRole('button', { name: 'How was this answered?' }));
    expect(await screen.findByText('Built in')).toBeTruthy();
    expect(screen.getByText(/^None are kept: it quotes your articles/)).toBeTruthy();
    expect(screen.queryByText(/no article fitted/)).toBeNull();
  });

  test('that failed says why, and what to do', async () => {
    const server = new FakeServer();
    const told = server.answering.record(73).body as AnswerRecord;
    const passed = ['sources', 'tools'].map((name) => ({ name, passed: true }));
    const failed = { status: 'error', code: 'too_long', passages: [], tools: [], guards: passed };
    server.answering.record = () => ({ status: 200, body: { ...told, ...failed } });
    const meta = { code: 'assistant_failed', failure: 'too_long' } as const;
    server.say(3, 'system', '', { meta, generation_id: 9 });
    const { screen, user } = await renderApp('/inbox/assistant/3', server);
    await user.click(await screen.findByRole('button', { name: 'What happened?' }));
    const sheet = await screen.findByRole('dialog', { name: 'What happened?' });
    expect(
      await within(sheet).findByText(/^The answer became longer than allowed\. Raise “Longest answer”/),
    ).toBeTruthy();
    expect(within(sheet).getByText('Gave up after')).toBeTruthy();
    // Nothing was shown that a check could have been passed by.
    expect(within(sheet).queryByText(/Checked by/)).toBeNull();
    expect(within(sheet).queryByText(/sources/)).toBeNull();
  });

  test('that broke shows what the visitor has read of it, and an admin may remove it', async () => {
    const server = new FakeServer();
    const meta = { code: 'assistant_failed', unfinished: 'Half of **it**' } as const;
    server.say(3, 'system', '', { meta, generation_id: 9 });
    const { screen } = await renderApp('/inbox/assistant/3', server);
    const word = await screen.findByText('it');
    expect(word.tagName).toBe('STRONG');
    expect(screen.getByText('unfinished · the visitor can read it')).toBeTruthy();
    expect(screen.getByRole('button', { name: 'What happened?' })).toBeTruthy();
    const answer = within(word.closest('article') as HTMLElement);
    expect(answer.getByRole('button', { name: 'Change this message' })).toBeTruthy();
  });

  test('that failed, and of which nothing was kept, does not speak of an answer', async () => {
    const server = new FakeServer();
    server.answering.unrecorded.add(9);
    server.say(3, 'system', '', { meta: { code: 'assistant_failed' }, generation_id: 9 });
    const { screen, user } = await renderApp('/inbox/assistant/3', server);
    await user.click(await screen.findByRole('button', { name: 'What happened?' }));
    expect(await screen.findByText(/^No more was kept than stands in the dialog/)).toBeTruthy();
  });

  test('of which nothing was kept says so', async () => {
    const server = new FakeServer();
    server.answering.unrecorded.add(73);
    const { screen, user } = await renderApp('/inbox/assistant/3', server);
    await user.click(await screen.findByRole('button', { name: 'How was this answered?' }));
    expect(await screen.findByText(/No record was kept/)).toBeTruthy();
  });
});

test('an answer that failed says why, until something else is said', async () => {
  const { screen, user, server } = await renderApp('/inbox/assistant/3');
  await screen.findByText('The AI answers here.');
  const generation = { dialog_id: 3, generation_id: 9 };
  server.publish(3, { type: 'generation_started', ...generation, reply_to_seq: 1, attempt: 1 });
  await screen.findByText('AI is thinking');
  server.publish(3, { type: 'generation_failed', ...generation, code: 'engine_failed' });
  expect(await screen.findByText('The engine gave an error after the last try.')).toBeTruthy();
  expect(screen.queryByText('AI is thinking')).toBeNull();
  await user.click(screen.getByRole('button', { name: 'What happened?' }));
  await screen.findByRole('dialog', { name: 'What happened?' });
  expect(server.asked).toContain('GET /generations/9/record');
  server.say(3, 'user', 'Hello?');
  await screen.findByText('Hello?');
  expect(screen.queryByText('The engine gave an error after the last try.')).toBeNull();
});
