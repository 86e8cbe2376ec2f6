import { render } from 'preact';
import { act } from 'preact/test-utils';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type ChatState, firstState } from '../session/state';
import { stubBrowser } from '../testing/browser';
import { config, dialog, entry, viewOf } from '../testing/entries';
import { type ScriptedChat, scriptedChat } from '../testing/scripted-chat';
import { App } from './app';

let root: HTMLElement;
let chat: ScriptedChat;

beforeEach(() => {
  stubBrowser();
  root = document.createElement('div');
  document.body.append(root);
});
afterEach(() => {
  render(null, root);
  root.remove();
  vi.unstubAllGlobals();
});

async function show(state: Partial<ChatState>): Promise<void> {
  chat = scriptedChat({
    ...firstState({ open: true, inline: false }),
    phase: 'ready',
    status: 'live',
    config,
    ...state,
  });
  await act(() => render(<App chat={chat} />, root));
}
const change = (patch: Partial<ChatState>): Promise<void> => act(() => chat.store.set(patch));
const button = (name: string): HTMLButtonElement | undefined =>
  [...root.querySelectorAll('button')].find((found) => (found.ariaLabel ?? found.textContent) === name);
const words = (): string => root.textContent ?? '';
const field = (): HTMLTextAreaElement => root.querySelector('textarea') as HTMLTextAreaElement;

async function type(text: string): Promise<void> {
  await act(() => {
    field().value = text;
    field().dispatchEvent(new InputEvent('input', { bubbles: true }));
  });
}
const press = (key: string, more: KeyboardEventInit = {}): Promise<void> =>
  act(
    () =>
      void field().dispatchEvent(
        new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more }),
      ),
  );

describe('before the first word', () => {
  it('greets, says that an AI answers, and has a person in reach', async () => {
    await show({});
    expect(words()).toContain('Hello!');
    expect(words()).toContain('Fell is an AI assistant');
    expect(button('Talk to a person')).toBeDefined();
    expect(document.activeElement).toBe(field());
  });

  it('sends a suggestion by one press', async () => {
    await show({});
    button('How long does delivery take?')?.click();
    expect(chat.asked).toContainEqual(['post', 'How long does delivery take?']);
  });

  it('does not raise the keyboard of a phone', async () => {
    stubBrowser({ touch: true });
    await show({});
    expect(document.activeElement?.getAttribute('role')).toBe('log');
  });
});

describe('the composer', () => {
  it('sends by Enter, not by Shift-Enter and not in the middle of a composition', async () => {
    await show({});
    await type('Hello');
    await press('Enter', { shiftKey: true });
    await press('Enter', { isComposing: true });
    expect(chat.asked.some(([name]) => name === 'post')).toBe(false);
    await press('Enter');
    expect(chat.asked).toContainEqual(['post', 'Hello']);
    expect(field().value).toBe('');
  });

  it('refuses nothing but blanks and what is too long, and says how much too long', async () => {
    await show({ config: { ...config, limits: { text_max: 10 } } });
    await type('   ');
    await press('Enter');
    await type('twelve chars');
    await press('Enter');
    expect(chat.asked.some(([name]) => name === 'post')).toBe(false);
    expect(words()).toContain('2 characters too many');
  });

  it('takes the words that the page puts into it, without sending them', async () => {
    await show({});
    await change({ composed: { text: 'About my order' } });
    expect(field().value).toBe('About my order');
    expect(chat.asked.some(([name]) => name === 'post')).toBe(false);
  });
});

describe('where a person is not offered at once', () => {
  it('has one in reach from the first answer on', async () => {
    await show({ config: { ...config, offer_person: false } });
    expect(button('Talk to a person')).toBeUndefined();
    expect(words()).toContain('Fell is an AI assistant');
    expect(words()).not.toContain('at any time');
    const asked = [entry(1, 'user', 'Why?')];
    await change({ dialogId: 1, view: viewOf(asked) });
    expect(button('Talk to a person')).toBeUndefined();
    await change({ view: viewOf([...asked, entry(2, 'assistant', 'Because.')]) });
    expect(button('Talk to a person')).toBeDefined();
    // What lies before the first loaded message was answered, too.
    await change({ view: viewOf(asked, { moreBefore: true }) });
    expect(button('Talk to a person')).toBeDefined();
  });
});

describe('while the team is away', () => {
  const opens_at = new Date(Date.now() + 3 * 86_400_000).toISOString();
  const hours = { open: false, opens_at };
  const day = new Date(opens_at).toLocaleString('de', { weekday: 'long' });

  beforeEach(async () => {
    await import('./late');
  });

  it('says when it is back in the place of the way to a person, until then', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
    try {
      await show({ config: { ...config, hours, may_ask_person: false }, locale: 'de' });
      await vi.waitFor(() => expect(words()).toContain(`We are here again on ${day}`));
      expect(button('Talk to a person')).toBeUndefined();
      expect(words()).not.toContain('at any time');
      await act(() => void vi.advanceTimersByTime(3 * 86_400_000));
      expect(button('Talk to a person')).toBeDefined();
      expect(words()).not.toContain('here again');
    } finally {
      vi.useRealTimers();
    }
  });

  it('says so to who waits', async () => {
    const view = viewOf([entry(1, 'user', 'Hello')], { state: 'queued', operatorsOnline: 0 });
    await show({ config: { ...config, hours }, locale: 'de', dialogId: 1, view });
    await vi.waitFor(() => expect(words()).toContain(`We are here again on ${day}`));
    expect(words()).toContain('Your messages are kept');
    await change({ config: { ...config, hours: { open: false }, may_ask_person: false } });
    await change({ view: viewOf([entry(1, 'user', 'Hello')]) });
    await vi.waitFor(() => expect(words()).toContain('Nobody from the team is there right now.'));
  });
});

describe('the thread', () => {
  it("shows a visitor's own words as they are, and an answer with its sources", async () => {
    const citations = [
      { article_id: 1, title: 'Returns', url: 'https://shop.example/returns' },
      { article_id: 2, title: 'Trap', url: 'javascript:alert(1)' },
      { article_id: 3, title: 'Without an address' },
    ];
    await show({
      dialogId: 1,
      view: viewOf([
        entry(1, 'user', '**not bold** <b>x</b>'),
        entry(2, 'assistant', '**bold**', { citations }),
      ]),
    });
    expect(root.querySelector('.group-mine .bubble')?.textContent).toBe('**not bold** <b>x</b>');
    expect(root.querySelector('.group-ai strong')?.textContent).toBe('bold');
    expect([...root.querySelectorAll('a.citation')].map((link) => link.textContent)).toEqual(['Returns']);
    expect([...root.querySelectorAll('span.citation')].map((name) => name.textContent)).toEqual([
      'Trap',
      'Without an address',
    ]);
  });

  it('offers a person right below an answer that was none', async () => {
    const answered = { meta: { answered: false } };
    await show({
      dialogId: 1,
      view: viewOf([entry(1, 'user', 'Why?'), entry(2, 'assistant', 'No idea.', answered)]),
    });
    const offered = (): Element[] =>
      [...root.querySelectorAll('button')].filter(({ textContent }) => textContent === 'Talk to a person');
    // Once, and there where the eye is: not below the composer as well.
    expect(offered()).toEqual([root.querySelector('.offer button')]);
    root.querySelector<HTMLButtonElement>('.offer button')?.click();
    expect(chat.asked).toContainEqual(['askForPerson']);
    await change({
      view: viewOf([entry(1, 'user', 'Why?'), entry(2, 'assistant', 'No idea.', answered)], {
        state: 'queued',
      }),
    });
    expect(root.querySelector('.offer')).toBeNull();
    expect(words()).toContain('Waiting for a person');
  });

  it('asks nobody who wants a person whether they got an answer', async () => {
    const answered = { meta: { answered: false, asked_for_person: true } };
    const said = [entry(1, 'user', 'A human please'), entry(2, 'assistant', 'Of course.', answered)];
    await show({ dialogId: 1, view: viewOf(said) });
    expect(root.querySelector('.offer')?.textContent).toBe('Talk to a person');
  });

  it('keeps the bubble of an answer that broke off, and says that it is no whole one', async () => {
    const generation = { id: 9, attempt: 1, index: 0, text: 'Half of it', status: 'generating' as const };
    await show({ dialogId: 1, view: viewOf([entry(1, 'user', 'Why?')], { generation }) });
    const bubble = root.querySelector('.bubble-assistant');
    const meta = { code: 'assistant_failed', unfinished: 'Half of it' } as const;
    const failed = entry(2, 'system', 'Sorry', { meta });
    await change({ view: viewOf([entry(1, 'user', 'Why?'), failed]) });
    expect(root.querySelector('.bubble-assistant')).toBe(bubble);
    expect(bubble?.textContent).toBe('Half of itunfinished');
    expect(words()).toContain('The AI assistant could not finish this answer.');
  });

  it('says who speaks, where one stands and how it ended', async () => {
    const ann = { id: 7, name: 'Ann' };
    const said = [entry(1, 'user', 'Hello')];
    await show({ dialogId: 1, view: viewOf(said, { state: 'queued', position: 3 }) });
    await vi.waitFor(() => expect(words()).toContain('You are number 3'));
    const joined = entry(2, 'system', 'joined', { meta: { code: 'handoff_started', manager: ann } });
    await change({ view: viewOf([...said, joined], { state: 'operator', manager: ann }) });
    expect(root.querySelector('header h1')?.textContent).toBe('Ann');
    expect(words()).toContain('Ann joined');
    expect(button('Talk to a person')).toBeUndefined();
  });

  it('ends a closed dialog below its last words, where nothing is covered', async () => {
    await import('./late');
    await show({ dialogId: 1, view: viewOf([entry(1, 'user', 'Hello')], { state: 'closed' }) });
    await vi.waitFor(() => expect(words()).toContain('Write again and it reopens'));
    expect(root.querySelector('[role=log]')?.textContent).toContain('How was this conversation?');
    expect(root.querySelector('footer .next')).toBeNull();
  });

  it('lets a refused message be tried again, copied or deleted', async () => {
    const refused = {
      clientId: 'c',
      delivery: 'failed',
      failure: { code: 'rate_limited', retryable: true },
    } as const;
    await show({ dialogId: 1, view: viewOf([entry(1, 'user', 'Hello', refused)]) });
    expect(words()).toContain('Too many messages');
    button('Try again')?.click();
    button('Delete')?.click();
    expect(chat.asked).toEqual(
      expect.arrayContaining([
        ['retry', 'c'],
        ['discard', 'c'],
      ]),
    );
  });

  it('keeps the bubble of an answer when its last word has come', async () => {
    const said = [entry(1, 'user', 'Hello')];
    const generation = { id: 4, attempt: 1, index: 3, text: 'Wel', status: 'generating' as const };
    await show({ dialogId: 1, view: viewOf(said, { generation }) });
    const bubble = root.querySelector('.group-ai .bubble');
    expect(bubble?.textContent).toBe('Wel');
    await change({ view: viewOf([...said, entry(2, 'assistant', 'Welcome.')]) });
    expect(root.querySelector('.group-ai .bubble')).toBe(bubble);
    expect(bubble?.textContent).toBe('Welcome.');
  });
});

describe('for who listens', () => {
  const spoken = (): string | null | undefined => root.querySelector('[aria-live=polite]')?.textContent;

  it('says once that somebody writes and once what they wrote, but no delta and no history', async () => {
    const said = [entry(1, 'user', 'Hello'), entry(2, 'assistant', 'Old news.')];
    await show({ dialogId: 1, view: viewOf(said) });
    expect(spoken()).toBe('');
    const generation = { id: 4, attempt: 1, index: -1, text: '', status: 'generating' as const };
    await change({ view: viewOf(said, { generation }) });
    expect(spoken()).toBe('Fell is writing');
    await change({ view: viewOf(said, { generation: { ...generation, text: 'Half of' } }) });
    expect(spoken()).toBe('Fell is writing');
    await change({ view: viewOf([...said, entry(3, 'assistant', 'Half of **it**.')]) });
    expect(spoken()).toBe('Fell: Half of it.');
    expect(root.querySelector('[role=log]')?.getAttribute('aria-live')).toBe('off');
  });

  it('reads a table as its words, cell by cell', async () => {
    const said = [entry(1, 'user', 'Which size?')];
    await show({ dialogId: 1, view: viewOf(said) });
    const table = '| Size | Chest |\n| :--- | ---: |\n| **M** | 96 cm |';
    await change({
      view: viewOf([...said, entry(2, 'assistant', `[Sizes](https://a.example/):\n\n${table}`)]),
    });
    expect(spoken()?.split(/\n+/)).toEqual(['Fell: Sizes:', 'Size, Chest', 'M, 96 cm']);
  });
});

describe('around it', () => {
  it('lists the own words as they are, and those of others without the signs of Markdown', async () => {
    await import('./late');
    const last = { id: 1, kind: 'message', timestamp: '2026-11-21T10:00:00.000Z' } as const;
    const dialogs = [
      dialog(1, { last_message: { ...last, sender: 'assistant', text: '**Yes:** | M | 96 |' } }),
      dialog(2, { last_message: { ...last, sender: 'user', text: 'a | b **c**' } }),
    ];
    await show({ dialogs, screen: 'list' });
    const rows = (): (string | null)[] =>
      [...root.querySelectorAll('.row-last')].map(({ textContent }) => textContent);
    await vi.waitFor(() => expect(rows()).toEqual(['You: a | b **c**', 'Yes:, M, 96']));
  });

  it('closes the list by Esc first, then the panel', async () => {
    await show({ dialogs: [dialog(1)], dialogId: 1, view: viewOf([]), screen: 'list' });
    const pressEscape = (): Promise<void> =>
      act(() => void document.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape' })));
    await pressEscape();
    expect(chat.store.get().screen).toBe('chat');
    await pressEscape();
    expect(chat.asked.at(-1)).toEqual(['close']);
  });

  it('shows a few calm words where there is no chat', async () => {
    await show({ phase: 'refused', config: undefined });
    expect(words()).toContain('This chat is not available here');
    expect(root.querySelector('textarea')).toBeNull();
  });

  it.each([
    ['polling', 'Slow connection. It still works.'],
    ['offline', 'No connection.'],
    ['live', ''],
  ] as const)('tells honestly when it is %s', async (status, text) => {
    await show({ dialogId: 1, view: viewOf([]), status });
    expect(root.querySelector('.strip')?.textContent).toContain(text);
  });
});
