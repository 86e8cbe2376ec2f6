import { render } from 'preact';
import { act } from 'preact/test-utils';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ChatContext } from '../app/chat-context';
import { firstState } from '../session/state';
import { stubBrowser } from '../testing/browser';
import { config, viewOf } from '../testing/entries';
import { type FakeServer, fakeServer } from '../testing/fake-server';
import { type ScriptedChat, scriptedChat } from '../testing/scripted-chat';
import { Rating } from './rating';

const ROUTE = 'POST /api/v1/site/dialogs/1/rating';
let root: HTMLElement;
let chat: ScriptedChat;
let server: FakeServer;

beforeEach(() => {
  stubBrowser();
  server = fakeServer();
  server.on(ROUTE, () => [200, {}]);
  root = document.createElement('div');
  document.body.append(root);
  chat = scriptedChat({
    ...firstState({}),
    phase: 'ready',
    config,
    dialogId: 1,
    view: viewOf([], { state: 'closed' }),
  });
});
afterEach(() => {
  render(null, root);
  root.remove();
  vi.unstubAllGlobals();
});

async function show(): Promise<void> {
  await act(() =>
    render(
      <ChatContext.Provider value={chat}>
        <Rating />
      </ChatContext.Provider>,
      root,
    ),
  );
}
const star = (score: number): HTMLButtonElement =>
  root.querySelector(`[aria-label="${score} of 5"]`) as HTMLButtonElement;
const chosen = (): string[] =>
  [...root.querySelectorAll('[aria-pressed="true"]')].map((found) => found.getAttribute('aria-label') ?? '');
const field = (): HTMLTextAreaElement | null => root.querySelector('textarea');
const bodies = (): unknown[] => server.requests.map(({ body }) => body);
const said = (): string => root.querySelector('[role=status]')?.textContent ?? '';

async function write(text: string): Promise<void> {
  await act(() => {
    const area = field() as HTMLTextAreaElement;
    area.value = text;
    area.dispatchEvent(new InputEvent('input', { bubbles: true }));
  });
}

describe('the rating of a closed dialog', () => {
  it('sends the score at one press, then offers to say more', async () => {
    await show();
    expect(field()).toBeNull();
    await act(() => star(4).click());
    await vi.waitFor(() => expect(said()).toContain('Thank you'));
    expect(bodies()).toEqual([{ score: 4 }]);
    expect(chosen()).toEqual(['4 of 5']);
    expect(chat.line.events('rating')).toEqual([{ dialog_id: 1, score: 4 }]);

    await write('Quick and kind.');
    await act(() => root.querySelector('form')?.requestSubmit());
    await vi.waitFor(() => expect(field()).toBeNull());
    expect(bodies()[1]).toEqual({ score: 4, comment: 'Quick and kind.' });
  });

  it('keeps the comment when the score is changed', async () => {
    await show();
    await act(() => star(2).click());
    await vi.waitFor(() => expect(field()).not.toBeNull());
    await write('Slow.');
    await act(() => root.querySelector('form')?.requestSubmit());
    await vi.waitFor(() => expect(field()).toBeNull());
    await act(() => star(3).click());
    await vi.waitFor(() => expect(bodies()[2]).toEqual({ score: 3, comment: 'Slow.' }));
  });

  it('is remembered when the panel is opened again', async () => {
    await show();
    await act(() => star(5).click());
    await vi.waitFor(() => expect(said()).toContain('Thank you'));
    await act(() => render(null, root));
    await show();
    await vi.waitFor(() => expect(chosen()).toEqual(['5 of 5']));
    expect(field()).toBeNull();
  });

  it('says so when it did not arrive, and may be given again', async () => {
    server.on(ROUTE, () => 'unreachable');
    await show();
    await act(() => star(1).click());
    await vi.waitFor(() => expect(said()).toContain('Please try again'));
    server.on(ROUTE, () => [200, {}]);
    await act(() => star(1).click());
    await vi.waitFor(() => expect(said()).toContain('Thank you'));
    expect(chat.line.events('rating')).toEqual([{ dialog_id: 1, score: 1 }]);
  });
});
