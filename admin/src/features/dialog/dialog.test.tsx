import { waitFor, within } from '@testing-library/react';
import { describe, expect, test } from 'vitest';
import { problemBody } from '@/testing/fake-answer';
import { FakeServer } from '@/testing/fake-server';
import { renderApp } from '@/testing/render-app';

// In the made-up inbox 1 waits, 2 is mine, 3 is the AI's, 5 is Bo's, 9 is closed.

describe('taking over', () => {
  test('T takes a dialog, unlocks the field and shows what the AI had begun', async () => {
    const { screen, user, server } = await renderApp('/inbox/waiting/1');
    expect(await screen.findByText('This visitor waits for a person.')).toBeTruthy();
    await user.keyboard('t');
    const field = await screen.findByLabelText('Reply to the visitor');
    expect(server.asked).toContain('POST /dialogs/1/claim');
    await screen.findByText('The AI had begun to answer');
    await waitFor(() => expect(document.activeElement).toBe(field));
    await user.keyboard('{Tab}');
    expect((field as HTMLTextAreaElement).value).toContain('Orders leave our workshop');
    expect(screen.queryByText('The AI had begun to answer')).toBeNull();
  });

  test('Esc drops the suggestion and keeps the words', async () => {
    const { screen, user } = await renderApp('/inbox/waiting/1');
    await screen.findByText('This visitor waits for a person.');
    await user.keyboard('t');
    await screen.findByText('The AI had begun to answer');
    await user.type(screen.getByLabelText('Reply to the visitor'), 'mine{Escape}');
    expect(screen.queryByText('The AI had begun to answer')).toBeNull();
    expect((screen.getByLabelText('Reply to the visitor') as HTMLTextAreaElement).value).toBe('mine');
  });

  test('who comes second reads who won, and is locked again', async () => {
    const server = new FakeServer();
    server.refuse = (_, path) =>
      path.endsWith('/claim')
        ? {
            status: 409,
            body: { ...problemBody('already_claimed', 'Held.'), holder: { name: 'Bo Lindqvist' } },
          }
        : undefined;
    const { screen, user } = await renderApp('/inbox/waiting/1', server);
    await screen.findByText('This visitor waits for a person.');
    await user.keyboard('t');
    expect(await screen.findByText('Bo Lindqvist took this dialog first.')).toBeTruthy();
    expect(screen.queryByLabelText('Reply to the visitor')).toBeNull();
  });
});

describe('writing', () => {
  test('Enter sends, Shift-Enter starts a line, a note goes as a note', async () => {
    const { screen, user, server } = await renderApp('/inbox/mine/2');
    const said: string[] = [];
    const { say } = server;
    server.say = (id, sender, text, more) => {
      said.push(`${more?.note ? 'note' : sender}: ${text}`);
      return say.call(server, id, sender, text, more);
    };
    await user.type(
      await screen.findByLabelText('Reply to the visitor'),
      'one{Shift>}{Enter}{/Shift}two{Enter}',
    );
    await waitFor(() => expect(said).toEqual(['manager: one\ntwo']));
    await user.click(screen.getByRole('button', { name: 'Note' }));
    await user.type(screen.getByLabelText('Note for your team'), 'ask the packers{Enter}');
    await waitFor(() => expect(said.at(-1)).toBe('note: ask the packers'));
  });

  test('drafts stay with their dialog and their kind', async () => {
    const { screen, user } = await renderApp('/inbox/mine/2');
    await user.type(await screen.findByLabelText('Reply to the visitor'), 'half a sentence');
    await user.keyboard('{Alt>}j{/Alt}');
    await waitFor(() => expect(location.pathname).not.toBe('/inbox/mine/2'));
    await waitFor(() =>
      expect((screen.getByLabelText('Reply to the visitor') as HTMLTextAreaElement).value).toBe(''),
    );
    await user.keyboard('{Alt>}k{/Alt}');
    await waitFor(() =>
      expect((screen.getByLabelText('Reply to the visitor') as HTMLTextAreaElement).value).toBe(
        'half a sentence',
      ),
    );
  });

  test('a colleague’s dialog is locked, notes are not', async () => {
    const { screen, user } = await renderApp('/inbox/all/5');
    expect(await screen.findByText('Bo Lindqvist holds this dialog.')).toBeTruthy();
    expect(screen.queryByLabelText('Reply to the visitor')).toBeNull();
    await user.keyboard('n');
    expect(await screen.findByLabelText('Note for your team')).toBeTruthy();
  });

  test('a colleague’s answer that comes while I write holds my Enter once', async () => {
    const { screen, user, server } = await renderApp('/inbox/mine/2');
    const field = await screen.findByLabelText('Reply to the visitor');
    await screen.findByText(/You took over/);
    await user.type(field, 'It is on its way');
    server.say(2, 'manager', 'Sent yesterday!', { author: { id: 2, name: 'Bo Lindqvist' } });
    await screen.findByText('Sent yesterday!');
    await user.type(field, '{Enter}');
    expect((await screen.findByRole('alert')).textContent).toContain('Bo Lindqvist has just answered');
    expect((field as HTMLTextAreaElement).value).toBe('It is on its way');
    await user.type(field, '{Enter}');
    await waitFor(() => expect((field as HTMLTextAreaElement).value).toBe(''));
  });
});

describe('the thread', () => {
  test('a visitor’s words are plain, an assistant’s are Markdown', async () => {
    const { screen, server } = await renderApp('/inbox/assistant/3');
    const log = await screen.findByRole('log');
    await within(log).findByText(/Where is my order/);
    server.say(3, 'user', '**not bold** <img src=x>');
    server.say(3, 'assistant', '**bold** <img src=x>');
    expect(await within(log).findByText('**not bold** <img src=x>')).toBeTruthy();
    expect((await within(log).findByText('bold')).tagName).toBe('STRONG');
    expect(log.querySelector('img')).toBeNull();
  });

  test('what the AI is writing grows, and the finished answer takes its place', async () => {
    const { screen, server } = await renderApp('/inbox/assistant/3');
    await screen.findByText('The AI answers here.');
    server.publish(3, {
      type: 'generation_started',
      dialog_id: 3,
      generation_id: 7,
      reply_to_seq: 1,
      attempt: 1,
    });
    expect(await screen.findByText('AI is thinking')).toBeTruthy();
    server.publish(3, {
      type: 'generation_delta',
      dialog_id: 3,
      generation_id: 7,
      index: 0,
      text: 'Within **thir',
    });
    expect((await screen.findByText('thir')).tagName).toBe('STRONG');
    const said = server.say(3, 'assistant', 'Within **thirty** days.');
    server.publish(3, {
      type: 'generation_completed',
      dialog_id: 3,
      generation_id: 7,
      message_id: said.id,
      seq: said.seq,
      latency_ms: 9,
    });
    expect(await screen.findByText('thirty')).toBeTruthy();
    await waitFor(() => expect(screen.queryByText('thir')).toBeNull());
  });

  test('a closed dialog can be opened again with O', async () => {
    const { screen, user, server } = await renderApp('/inbox/closed/9');
    await screen.findByText('This dialog is closed.');
    await user.keyboard('o');
    expect(await screen.findByText('The AI answers here.')).toBeTruthy();
    expect(server.asked).toContain('POST /dialogs/9/reopen');
  });
});

describe('changing what was said', () => {
  const send = async () => {
    const app = await renderApp('/inbox/mine/2');
    const field = await app.screen.findByLabelText('Reply to the visitor');
    await app.user.type(field, 'We open at teen.{Enter}');
    const said = await app.screen.findByText('We open at teen.');
    const article = said.closest('article') as HTMLElement;
    await within(article).findByRole('button', { name: 'Change this message' });
    return { ...app, field, article };
  };

  test('an own message is edited in its place, and says so', async () => {
    const { screen, user, server, article } = await send();
    await user.click(within(article).getByRole('button', { name: 'Change this message' }));
    await user.click(await screen.findByRole('menuitem', { name: /^Edit/ }));
    const editor = await screen.findByLabelText('Edit the message');
    expect(document.activeElement).toBe(editor);
    await user.clear(editor);
    await user.type(editor, 'We open at ten.{Enter}');
    expect(await screen.findByText('We open at ten.')).toBeTruthy();
    expect(screen.queryByText('We open at teen.')).toBeNull();
    expect(screen.queryByLabelText('Edit the message')).toBeNull();
    expect(within(article).getByText(/edited/)).toBeTruthy();
    expect(server.asked.some((line) => line.startsWith('PATCH /dialogs/2/messages/'))).toBe(true);
  });

  test('↑ in an empty field edits the last one, Esc leaves it as it was', async () => {
    const { screen, user, field } = await send();
    await user.click(field);
    await user.keyboard('{ArrowUp}');
    const editor = await screen.findByLabelText('Edit the message');
    await user.type(editor, ' Or not.{Escape}');
    expect(screen.queryByLabelText('Edit the message')).toBeNull();
    expect(screen.getByText('We open at teen.')).toBeTruthy();
  });

  test('it is deleted after a question, and a mark of it stays', async () => {
    const { screen, user, article } = await send();
    await user.click(within(article).getByRole('button', { name: 'Change this message' }));
    await user.click(await screen.findByRole('menuitem', { name: /^Delete/ }));
    await user.click(await screen.findByRole('button', { name: 'Delete' }));
    expect(await screen.findByText('This message was deleted')).toBeTruthy();
    expect(screen.queryByText('We open at teen.')).toBeNull();
    expect(within(article).queryByRole('button', { name: 'Change this message' })).toBeNull();
  });

  test('a refusal is told, and what was typed stays', async () => {
    const { screen, user, server, article } = await send();
    server.refuse = (method) =>
      method === 'PATCH' ? { status: 403, body: problemBody('forbidden', 'That is not yours.') } : undefined;
    await user.click(within(article).getByRole('button', { name: 'Change this message' }));
    await user.click(await screen.findByRole('menuitem', { name: /^Edit/ }));
    await user.type(await screen.findByLabelText('Edit the message'), '!{Enter}');
    expect(await screen.findByText('That is not yours.')).toBeTruthy();
    expect((screen.getByLabelText('Edit the message') as HTMLTextAreaElement).value).toBe(
      'We open at teen.!',
    );
  });
});
