import type { Page } from '@playwright/test';
import { expect, test } from '../lines';

/** The page around the chat calls a verb; gives what the event then told it. */
function verb(page: Page, name: string, argument: unknown, event: string): Promise<unknown> {
  return page.evaluate(
    ([name, argument, event]) =>
      new Promise((resolve) => {
        const { Tandem } = window as unknown as { Tandem: (name: string, argument: unknown) => void };
        addEventListener(`tandem:${event}`, (happened) => resolve((happened as CustomEvent).detail), {
          once: true,
        });
        Tandem(name, argument);
      }),
    [name, argument, event] as const,
  );
}

/** A socket of somebody who has the visitor's token: how it ended, once it has. */
async function listenWith(page: Page, token: string, assistant: string, dialog: number) {
  await page.evaluate(
    ([token, assistant, dialog]) => {
      const address = `/ws/widget/dialogs/${dialog}?assistant_id=${assistant}`;
      const socket = new WebSocket(address, ['tandem.v1', `bearer.${token}`]);
      const seen = { greeted: false, code: 0 };
      socket.onmessage = () => {
        seen.greeted = true;
      };
      socket.onclose = ({ code }) => {
        seen.code = code;
      };
      Object.assign(window, { seen });
    },
    [token, assistant, dialog] as const,
  );
  return () => page.evaluate(() => (window as unknown as { seen: { greeted: boolean; code: number } }).seen);
}

test('a visitor is identified in mid-dialog: the old token ends, and the chat goes on whole', async ({
  visitor,
  stranger,
  demo,
  team,
}) => {
  test.slow();
  const { chat, page } = visitor;
  await visitor.arrive();
  await chat.ask('How long is a gift card valid?');
  const [dialog = 0] = await team.dialogs();
  await team.claim(dialog);
  await team.say(dialog, 'Said before.');
  await expect(chat.fromPerson('Said before.')).toHaveCount(1);
  const before = await chat.transcript();
  const [key, kept] = await page.evaluate(() => Object.entries(localStorage)[0] ?? []);
  const assistant = key?.replace('tandem:', '') ?? '';
  const { token: old } = JSON.parse(kept ?? '{}');
  const { page: elsewhere } = await stranger();
  // The shop allows its pages no connections of their own; the hosted chat does.
  await elsewhere.goto(`${demo.url}/embed/assistant/${assistant}`);
  const heard = await listenWith(elsewhere, old, assistant, dialog);
  await expect.poll(async () => (await heard()).greeted).toBe(true);

  const account = await (await fetch(demo.account)).text();
  const [, signed] = /data-token="([^"]+)"/.exec(account) ?? [];
  expect(await verb(page, 'identify', { token: signed }, 'identity')).toMatchObject({ verified: true });
  await expect.poll(async () => (await heard()).code).toBe(4003);
  const again = await listenWith(elsewhere, old, assistant, dialog);
  await expect.poll(async () => (await again()).code).toBe(4004);

  expect(await chat.transcript()).toEqual(before);
  await expect(chat.frame.getByText('You are signed out')).toHaveCount(0);
  await team.say(dialog, 'Said after.');
  await expect(chat.fromPerson('Said after.')).toHaveCount(1, { timeout: 3_000 });
  await chat.say('And I still write.');
  await expect(chat.log.getByText(/^(Sent|Delivered|Read)$/)).toBeVisible();
  const { contact } = await team.detail(dialog);
  expect(contact.verified).toBe(true);
  expect(contact.name).not.toBe('');

  const after = await chat.transcript();
  await visitor.arrive();
  await expect.poll(() => chat.transcript()).toEqual(after);
  expect((await team.history(dialog)).filter(({ text }) => text === 'And I still write.')).toHaveLength(1);
  const next = JSON.parse((await page.evaluate((key) => localStorage.getItem(key), key ?? '')) ?? '{}');
  expect(next.token).not.toBe(old);
});

test('what the page says of a visitor without a proof is kept as unverified; attributes come and go', async ({
  visitor,
  team,
}) => {
  const { chat, page } = visitor;
  await visitor.arrive();
  const said = { name: 'Mia Lund', email: 'mia@mail.example' };
  expect(await verb(page, 'identify', said, 'identity')).toMatchObject({ verified: false });
  await chat.ask('How long is a gift card valid?');
  const [dialog = 0] = await team.dialogs();
  const contact = async () => (await team.detail(dialog)).contact;
  expect(await contact()).toMatchObject({ ...said, verified: false });

  const set = (values: unknown) =>
    page.evaluate((values) => {
      const { Tandem } = window as unknown as { Tandem: (name: string, argument: unknown) => void };
      Tandem('setAttributes', values);
    }, values);
  await set({ plan: 'pro', seats: 3, trial: false });
  await expect
    .poll(async () => (await contact()).attributes)
    .toEqual({ plan: 'pro', seats: 3, trial: false });
  await set({ seats: null });
  await expect.poll(async () => (await contact()).attributes).toEqual({ plan: 'pro', trial: false });
});

test.describe('a forged proof', () => {
  test.use({ expected: /status of 401/ });

  test('is refused, the page is told, and the chat goes on as before', async ({ visitor, team }) => {
    const { chat, page } = visitor;
    await visitor.arrive();
    await chat.ask('How long is a gift card valid?');
    const forged = `${btoa('{"alg":"HS256","typ":"JWT"}')}.${btoa('{"sub":"1"}')}.c2ln`;
    expect(await verb(page, 'identify', { token: forged }, 'error')).toMatchObject({ retryable: false });
    const [dialog = 0] = await team.dialogs();
    await team.claim(dialog);
    await team.say(dialog, 'Still here.');
    await expect(chat.fromPerson('Still here.')).toHaveCount(1);
    expect((await team.detail(dialog)).contact.verified).toBe(false);
  });
});
