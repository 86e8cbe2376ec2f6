import { waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { FakeServer } from '@/testing/fake-server';
import { renderApp } from '@/testing/render-app';
import { answerIn } from './answer-in';

const HERE = '/assistants/ast_4fK2m9/questions';

test('a question becomes an article from what a person answered, and is closed by it', async () => {
  const server = new FakeServer();
  server.say(21, 'user', 'Is the blue glaze food safe');
  server.say(21, 'manager', 'ask the workshop first', { note: true });
  server.say(21, 'manager', 'Yes, all our glazes are.');
  const { screen, user } = await renderApp(HERE, server);
  const tab = await screen.findByRole('link', { name: /^Unanswered\s*2$/ });
  expect(tab.getAttribute('aria-current')).toBe('page');
  await user.click((await screen.findAllByRole('button', { name: 'Write the article' }))[0] as HTMLElement);
  const title = await screen.findByLabelText('Title');
  expect((title as HTMLInputElement).value).toBe('is the blue glaze food safe');
  expect((screen.getByLabelText('Text') as HTMLTextAreaElement).value).toBe('Yes, all our glazes are.');
  await user.click(screen.getByRole('button', { name: 'Save' }));
  expect(await screen.findByText('Do you sell gift cards in shops?')).toBeTruthy();
  await waitFor(() => expect(screen.queryByText('is the blue glaze food safe')).toBeNull());
  expect(server.administration.articles[0]?.body).toBe('Yes, all our glazes are.');
  expect(server.knowledge.questions[0]?.state).toBe('answered');
});

test('a question is dismissed, and opened again', async () => {
  const { screen, user, server } = await renderApp(HERE);
  const row = (await screen.findByText('Do you sell gift cards in shops?')).closest('li') as HTMLElement;
  await user.click(within(row).getByRole('button', { name: 'Dismiss' }));
  await waitFor(() => expect(screen.queryByText('Do you sell gift cards in shops?')).toBeNull());
  await user.click(screen.getByRole('button', { name: 'Dismissed' }));
  await user.click(await screen.findByRole('button', { name: 'Open again' }));
  expect(await screen.findByText('No dismissed question')).toBeTruthy();
  expect(server.knowledge.questions.map(({ state }) => state)).toEqual(['open', 'open']);
});

test('an article that is not for a question begins empty', async () => {
  const { screen } = await renderApp('/assistants/ast_4fK2m9/knowledge/new');
  expect(((await screen.findByLabelText('Title')) as HTMLInputElement).value).toBe('');
});

test('only what people said to the visitor after the question counts as its answer', () => {
  const user = (text: string) => ({ type: 'message', sender: 'user', text });
  const manager = (text: string, note = false) => ({ type: 'message', sender: 'manager', text, note });
  const told = [
    manager('Hello!'),
    user('Is it  safe?'),
    { type: 'message', sender: 'assistant', text: 'I do not know.' },
    user('hello?'),
    manager('It is.'),
    manager('secret', true),
    manager('Even in the oven.'),
    user('Thanks'),
    manager('Bye'),
  ];
  expect(answerIn(told, 'is it safe?')).toBe('It is.\n\nEven in the oven.');
  expect(answerIn(told, 'another question')).toBe('');
  expect(answerIn([user('Is it safe?')], 'Is it safe?')).toBe('');
});
