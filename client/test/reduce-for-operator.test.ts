import { describe, expect, it } from 'vitest';
import { reduceForOperator } from '../src/inbox/reduce-for-operator.ts';
import { type DialogView, emptyView } from '../src/index.ts';
import type { MessageFrame, ServerFrame } from '../src/wire.ts';
import { FakeDialog } from './fake/fake-dialog.ts';

const hear = (view: DialogView, ...frames: ServerFrame[]) =>
  frames.reduce((now, frame) => reduceForOperator(now, { type: 'frame', frame, now: 0 }), view);
const emptied: DialogView = { ...emptyView(7), loaded: true, historyEpoch: 'epoch-1' };
const system = (dialog: FakeDialog, meta: MessageFrame['meta']) =>
  dialog.say('system', '', meta ? { meta } : {});
const draw = (view: DialogView) =>
  hear(
    view,
    { type: 'generation_started', dialog_id: 7, generation_id: 2, reply_to_seq: 2, attempt: 1 },
    { type: 'generation_delta', dialog_id: 7, generation_id: 2, index: 0, text: 'You could' },
  );

describe('an answer as an operator sees it', () => {
  it('that came to nothing says so until something else is said or begun', () => {
    const dialog = new FakeDialog(7);
    const failed = {
      type: 'generation_failed',
      dialog_id: 7,
      generation_id: 2,
      code: 'engine_failed',
    } as const;
    const view = hear(draw(emptied), failed);
    expect(view.generation).toBeUndefined();
    expect(view.unanswered).toEqual({ id: 2, how: 'failed', code: 'engine_failed' });
    expect(hear(view, failed)).toBe(view);
    // What records the failure is not what answers it.
    const recorded = hear(view, system(dialog, { code: 'assistant_failed' }));
    expect(recorded.unanswered).toBeDefined();
    expect(hear(recorded, dialog.say('user', 'hello?')).unanswered).toBeUndefined();
    const next = {
      type: 'generation_started',
      dialog_id: 7,
      generation_id: 3,
      reply_to_seq: 1,
      attempt: 1,
    } as const;
    expect(hear(view, next).unanswered).toBeUndefined();
  });

  it('that was replaced while a newer one is drawn leaves the newer one alone', () => {
    const newer = hear(
      draw(emptied),
      { type: 'generation_started', dialog_id: 7, generation_id: 3, reply_to_seq: 3, attempt: 1 },
      { type: 'generation_cancelled', dialog_id: 7, generation_id: 2, code: 'superseded' },
    );
    expect(newer.generation?.id).toBe(3);
    expect(newer.unanswered).toBeUndefined();
  });

  it('that a person took over leaves what it had, and an empty one nothing', () => {
    const taken = {
      type: 'generation_cancelled',
      dialog_id: 7,
      generation_id: 2,
      code: 'taken_over',
    } as const;
    expect(hear(draw(emptied), taken).suggestion).toBe('You could');
    expect(hear(emptied, taken).suggestion).toBeUndefined();
    expect(hear(draw(emptied), { ...taken, code: 'superseded' }).suggestion).toBeUndefined();
    expect(hear(draw(emptied), { ...taken, dialog_id: 8 }).suggestion).toBeUndefined();
  });
});

describe('the detail of a dialog', () => {
  it('brings the holder, the page and the suggestion', () => {
    const page = { url: 'https://shop.test/', title: 'Shop', referrer: '' };
    const at = '2026-11-21T10:00:00.000Z';
    const view = reduceForOperator(emptied, {
      type: 'dialog',
      dialog: {
        id: 7,
        state: 'operator',
        assignee: { id: 1, name: 'Ann' },
        state_since: at,
        contact: { id: 1, verified: false, attributes: {}, created_at: at },
        assistant_name: 'Robin',
        unread: 0,
        tags: [],
        page,
        opened_at: at,
        updated_at: at,
        handler_epoch: 2,
        last_seq: 0,
        read: { user: 0, manager: 0 },
        delivered: { user: 0, manager: 0 },
        visitor_online: true,
        suggestion: 'You could',
        earlier: [],
      },
    });
    expect(view).toMatchObject({
      manager: { name: 'Ann' },
      visitor: { online: true, page },
      suggestion: 'You could',
    });
  });
});
