import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type InboxSession, memoryOutbox, type OperatorDialog, openInbox } from '../src/index.ts';
import type { DialogSummary } from '../src/wire.ts';
import { FakeServer, problem } from './fake/fake-server.ts';

let server: FakeServer;
let inbox: InboxSession;
let dialog: OperatorDialog;

beforeEach(async () => {
  vi.useFakeTimers();
  server = new FakeServer('operator');
  server.dialog(7).say('user', 'Help');
  server.dialog(8).say('user', 'Me too');
  inbox = openInbox(server.endpoint());
  await pass(50);
});

afterEach(() => {
  inbox.close();
  vi.useRealTimers();
});

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
const texts = (of = dialog) => of.getView().entries.map(({ text }) => text);

async function open(id = 7): Promise<OperatorDialog> {
  dialog = inbox.open(id);
  await pass(50);
  return dialog;
}

it('is one socket, live with a greeting that is about no dialog', async () => {
  expect(inbox.getStatus()).toBe('live');
  expect(new URL(server.socket.url).pathname).toBe('/ws/inbox');
  const one = await open(7);
  const two = await open(8);
  expect(server.sockets).toHaveLength(1);
  expect([texts(one), texts(two)]).toEqual([['Help'], ['Me too']]);
  server.tell(server.dialog(8).say('user', 'Still here'));
  expect([texts(one), texts(two)]).toEqual([['Help'], ['Me too', 'Still here']]);
});

it('subscribes once for any number of users and leaves with the last', async () => {
  const one = await open();
  const two = await open();
  expect(server.said('subscribe')).toHaveLength(1);
  one.close();
  one.close();
  expect(server.said('unsubscribe')).toHaveLength(0);
  two.close();
  expect(server.said('unsubscribe')).toEqual([{ type: 'unsubscribe', dialog_id: 7 }]);
});

it('subscribes anew from where it was, and says that lists may be old', async () => {
  await open();
  expect(dialog.getStatus()).toBe('live');
  let reconnected = 0;
  inbox.onReconnected(() => {
    reconnected += 1;
  });
  server.socket.end(1006);
  expect(dialog.getStatus()).toBe('connecting');
  server.dialog().say('user', 'meanwhile');
  await pass(700);
  expect(server.said('subscribe').at(-1)).toMatchObject({ dialog_id: 7, after: 1, history_epoch: 'epoch-1' });
  expect(texts()).toEqual(['Help', 'meanwhile']);
  expect(reconnected).toBe(1);
  expect(dialog.getStatus()).toBe('live');
});

it('asks again when a subscription is not answered', async () => {
  server.socket.mute = true;
  await open();
  expect(dialog.getStatus()).toBe('catching_up');
  server.socket.mute = false;
  await pass(5_100);
  expect(server.said('subscribe')).toHaveLength(2);
  expect(dialog.getStatus()).toBe('live');
});

it('passes on what changed in the list', async () => {
  const seen: number[] = [];
  const stop = inbox.onDialogUpdated(({ id }) => seen.push(id));
  server.tell({ type: 'dialog_updated', dialog: { id: 9 } as DialogSummary });
  stop();
  server.tell({ type: 'dialog_updated', dialog: { id: 10 } as DialogSummary });
  expect(seen).toEqual([9]);
});

describe('without a socket', () => {
  beforeEach(async () => {
    await open();
    server.upgrades = 'refuse';
    server.socket.end(1006);
    await pass(700);
  });

  it('asks as often while nobody looks at the page, because it calls', async () => {
    const asked = () => server.requests.filter(({ path }) => path === '/dialogs').length;
    server.page.signal('hidden');
    await pass(3_000);
    const before = asked();
    await pass(30_000);
    expect(asked() - before).toBeGreaterThanOrEqual(9);
    expect(asked() - before).toBeLessThanOrEqual(11);
  });

  it('polls the list and the open dialogs', async () => {
    expect(inbox.getStatus()).toBe('polling');
    const seen: number[] = [];
    inbox.onDialogUpdated(({ id }) => seen.push(id));
    server.dialog(7).say('user', 'by poll');
    await pass(3_100);
    expect(seen).toEqual([7]);
    expect(texts()).toEqual(['Help', 'by poll']);
    expect(dialog.getStatus()).toBe('polling');
  });

  it('one dialog that is gone stops nothing else', async () => {
    server.dialogs.delete(7);
    const other = await open(8);
    await pass(3_100);
    expect(inbox.getStatus()).toBe('polling');
    expect(texts(other)).toEqual(['Me too']);
  });

  it('actions are seen at once', async () => {
    server.answers = (method, path) => {
      if (method !== 'POST' || path !== '/dialogs/7/claim') return undefined;
      server.dialog().state = 'operator';
      return { status: 200, body: {} };
    };
    const claiming = dialog.claim();
    await pass(100);
    await claiming;
    expect(dialog.getView().state).toBe('operator');
  });
});

describe('actions', () => {
  beforeEach(() => open());

  it.each([
    ['release', 'release', () => dialog.release('queue'), { to: 'queue' }],
    ['transfer', 'transfer', () => dialog.transfer(3), { operator_id: 3 }],
    ['closeDialog', 'close', () => dialog.closeDialog(), {}],
    ['reopen', 'reopen', () => dialog.reopen(), {}],
  ] as const)('%s goes by REST', async (_name, verb, act, body) => {
    const acting = act();
    await pass(50);
    await acting;
    expect(server.asked('POST', `/dialogs/7/${verb}`)[0]?.body).toEqual(body);
  });

  it('an edit and a removal go by REST and are seen when their frames come', async () => {
    const own = server.say('manager', 'helo');
    const acting = Promise.all([dialog.edit(own.id, 'hello'), dialog.remove(own.id)]);
    await pass(50);
    await acting;
    expect(server.asked('PATCH', `/dialogs/7/messages/${own.id}`)[0]?.body).toEqual({ text: 'hello' });
    expect(server.asked('DELETE', `/dialogs/7/messages/${own.id}`)).toHaveLength(1);
    server.tell(server.dialog().edit(own.seq, 'hello'));
    expect(dialog.getView().entries.at(-1)).toMatchObject({ text: 'hello', edited: true });
    server.tell(server.dialog().edit(own.seq, undefined));
    expect(dialog.getView().entries.at(-1)).toMatchObject({ text: '', deleted: true });
  });

  it('the loser of a claim reads who won', async () => {
    server.rest = problem(409, 'already_claimed', { holder: { id: 3, name: 'Ann' } });
    const claim = expect(dialog.claim()).rejects.toMatchObject({
      code: 'already_claimed',
      retryable: false,
      body: { holder: { name: 'Ann' } },
    });
    await pass(50);
    await claim;
  });

  it('a note travels as a note and nothing else', async () => {
    dialog.note('private');
    expect(dialog.getView().entries.at(-1)).toMatchObject({ kind: 'note', delivery: 'sending' });
    await pass(50);
    expect(server.said('note')).toMatchObject([{ dialog_id: 7, text: 'private' }]);
    expect(server.said('message')).toHaveLength(0);
    expect(dialog.getView().entries.at(-1)).toMatchObject({ kind: 'note', delivery: 'sent', seq: 2 });
  });

  it('my message comes back as a message, too, and is one bubble', async () => {
    dialog.post('I am on it');
    await pass(15);
    server.tell(...server.dialog().items.slice(1));
    await pass(50);
    expect(texts()).toEqual(['Help', 'I am on it']);
  });

  it('a refusal that names only the message reaches its sender', async () => {
    server.acks = false;
    dialog.post('I am on it');
    await pass(5);
    const sent = server.said('message')[0];
    server.dialog().items.splice(1);
    const error = { type: 'error', code: 'not_holder', message: 'claim it first', retryable: false } as const;
    server.tell({ ...error, client_id: sent?.client_id ?? '' });
    await pass(20);
    expect(dialog.getView().entries.at(-1)).toMatchObject({
      delivery: 'failed',
      failure: { code: 'not_holder' },
    });
  });

  it('what was typed is sent even if the dialog is left at once', async () => {
    server.upgrades = 'refuse';
    server.rest = 'down';
    server.socket.end(1006);
    dialog.post('last words');
    dialog.close();
    await pass(10_000);
    server.upgrades = 'greet';
    server.rest = 'up';
    await pass(31_000);
    expect(server.dialog().items.at(-1)).toMatchObject({ text: 'last words' });
  });

  it('what an earlier page left unsent goes out, though nobody opens its dialog', async () => {
    inbox.close();
    const outbox = memoryOutbox();
    const left = { text: 'left behind', created: 1, attempts: 1 };
    await outbox.put({ ...left, clientId: 'one', dialogId: 8 });
    const failure = { code: 'not_holder', retryable: false };
    await outbox.put({ ...left, clientId: 'two', dialogId: 7, failure });
    inbox = openInbox(server.endpoint(), { outbox });
    await pass(200);
    expect(server.dialog(8).items.at(-1)).toMatchObject({ text: 'left behind', client_id: 'one' });
    expect(server.said('unsubscribe')).toEqual([{ type: 'unsubscribe', dialog_id: 8 }]);
    expect((await outbox.all()).map(({ clientId }) => clientId)).toEqual(['two']);
  });

  it('takes what a cancelled answer had as a suggestion', async () => {
    server.tell({ type: 'generation_started', dialog_id: 7, generation_id: 5, reply_to_seq: 1, attempt: 1 });
    server.tell({ type: 'generation_delta', dialog_id: 7, generation_id: 5, index: 0, text: 'You could' });
    server.tell({ type: 'generation_cancelled', dialog_id: 7, generation_id: 5, code: 'taken_over' });
    server.tell({ type: 'handoff_started', dialog_id: 7, manager: { id: 1, name: 'Me' } });
    expect(dialog.getView()).toMatchObject({ state: 'operator', suggestion: 'You could' });
    expect(dialog.getView().generation).toBeUndefined();
  });

  it('sees who is there', () => {
    const page = { url: 'https://shop.test/', title: 'Shop', referrer: '' };
    server.tell({ type: 'presence', dialog_id: 7, visitor: true, page, viewers: [{ id: 3, name: 'Ann' }] });
    server.tell({ type: 'presence', dialog_id: 7, visitor: false });
    expect(dialog.getView()).toMatchObject({ visitor: { online: false, page }, viewers: [{ name: 'Ann' }] });
  });
});

it('a dialog that does not exist is closed, the rest lives on', async () => {
  await open(99);
  server.tell({
    type: 'error',
    code: 'not_found',
    message: 'no such dialog',
    retryable: false,
    dialog_id: 99,
  });
  expect(dialog.getStatus()).toBe('closed');
  expect(dialog.getClosedReason()).toBe('not_found');
  expect(inbox.getStatus()).toBe('live');
});

it('a dialog without room for one more follower is read all the same', async () => {
  server.socket.mute = true;
  await open();
  server.socket.mute = false;
  server.dialog().say('user', 'unheard');
  const refusal = { type: 'error', code: 'limit_reached', message: 'full', retryable: false } as const;
  server.tell({ ...refusal, dialog_id: 7 });
  await pass(100);
  expect(texts()).toEqual(['Help', 'unheard']);
  await pass(10_000);
  expect(dialog.getStatus()).toBe('live');
});

it('a session that ended closes everything', async () => {
  await open();
  server.socket.end(4003);
  expect(inbox.getStatus()).toBe('closed');
  expect(dialog.getStatus()).toBe('closed');
  expect(dialog.getClosedReason()).toBe('session_ended');
  await pass(60_000);
  expect(vi.getTimerCount()).toBe(0);
});
