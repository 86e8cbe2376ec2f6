import { describe, expect, it, vi } from 'vitest';
import { dialog, entry, viewOf } from '../testing/entries';
import { fakeLine } from '../testing/fake-line';
import { chooseDialog } from './choose-dialog';
import { openCredentials } from './credentials';
import { reportTo } from './report';
import { firstState } from './state';
import { createStore } from './store';
import { countUnread } from './unread';

describe('which dialog is shown first', () => {
  it('is the one where the visitor was, if it goes on', () => {
    expect(chooseDialog([dialog(1), dialog(2)], 1)).toBe(1);
    expect(chooseDialog([dialog(1, { state: 'closed' }), dialog(2)], 1)).toBe(2);
  });

  it('is else one with news, else the closed one that was on the screen, else a new one', () => {
    const closed = dialog(1, { state: 'closed' });
    expect(chooseDialog([closed, dialog(2, { state: 'closed', unread: 2 })], undefined)).toBe(2);
    expect(chooseDialog([closed], 1)).toBe(1);
    expect(chooseDialog([closed], undefined)).toBeUndefined();
    expect(chooseDialog([], undefined)).toBeUndefined();
  });
});

describe('the number of unread messages', () => {
  it('is counted here for the open dialog and told by the server for the others', () => {
    const view = viewOf(
      [entry(1, 'user', 'a'), entry(2, 'assistant', 'b'), entry(3, 'system', ''), entry(4, 'manager', 'c')],
      {
        read: { user: 2, manager: 0 },
      },
    );
    expect(countUnread([dialog(1, { unread: 9 }), dialog(2, { unread: 3 })], view)).toBe(4);
    expect(countUnread([dialog(1, { unread: 9 })], undefined)).toBe(9);
  });
});

describe('what the page is told', () => {
  it('is each change once, and never a word of the dialog', () => {
    const line = fakeLine();
    const store = createStore(firstState({}));
    reportTo(line, store);
    store.set({ view: viewOf([entry(1, 'user', 'my secret')]), status: 'live' });
    store.set({
      view: viewOf([entry(1, 'user', 'my secret'), entry(2, 'manager', 'their secret')], {
        state: 'operator',
      }),
    });
    store.set({ trouble: 'handoff' });
    expect(line.events('message')).toEqual([{ dialog_id: 1, id: 2, sender: 'manager' }]);
    expect(line.events('dialog')).toEqual([
      { dialog_id: 1, state: 'assistant' },
      { dialog_id: 1, state: 'operator' },
    ]);
    expect(line.events('unread')).toEqual([{ count: 0 }, { count: 1 }]);
    expect(JSON.stringify(line.told)).not.toContain('secret');
  });
});

describe('a site token', () => {
  const site = { kind: 'site', id: 'sit_1' } as const;
  const token = (sub: string, exp: number): string =>
    `x.${btoa(JSON.stringify({ iss: 'sit_1', sub, exp }))}.y`;

  it('is asked for once, however many requests were refused', async () => {
    const ask = vi.fn();
    const credentials = openCredentials(site, 'old', ask);
    const both = [credentials.endpoint.onUnauthorized?.(), credentials.endpoint.onUnauthorized?.()];
    credentials.renew('new');
    expect(await Promise.all(both)).toEqual([true, true]);
    expect(ask).toHaveBeenCalledOnce();
    expect(credentials.endpoint.token()).toBe('new');
  });

  it('is asked for before the first request, if there is none yet', async () => {
    const ask = vi.fn();
    const credentials = openCredentials(site, undefined, ask);
    const token = credentials.endpoint.token();
    expect(ask).toHaveBeenCalledOnce();
    credentials.renew('first');
    expect(await token).toBe('first');
  });

  it('is given up when the page stays silent', async () => {
    vi.useFakeTimers();
    const credentials = openCredentials(site, 'old', () => {});
    const answer = credentials.endpoint.onUnauthorized?.();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(await answer).toBe(false);
    vi.useRealTimers();
  });

  it('has the same owner when it is renewed, another for another user', () => {
    const owner = (text: string): string => openCredentials(site, text, () => {}).owner();
    expect(owner(token('ann', 1))).toBe(owner(token('ann', 2)));
    expect(owner(token('ann', 1))).not.toBe(owner(token('ben', 1)));
    expect(owner('broken')).toBe('broken');
  });

  it('is never asked for a visitor, who has one of their own', () => {
    const { endpoint } = openCredentials({ kind: 'assistant', id: 'ast_1' }, 'own', () => {});
    expect(endpoint.onUnauthorized).toBeUndefined();
    expect(endpoint).toMatchObject({ audience: 'widget', assistant: 'ast_1' });
  });
});
