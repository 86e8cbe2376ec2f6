import { describe, expect, it } from 'vitest';
import { type DialogView, emptyView, reduceDialog } from '../src/index.ts';
import type { MessageFrame, ServerFrame } from '../src/wire.ts';
import { FakeDialog } from './fake/fake-dialog.ts';

const ann = { id: 1, name: 'Ann' };
const hear = (view: DialogView, ...frames: ServerFrame[]) =>
  frames.reduce((now, frame) => reduceDialog(now, { type: 'frame', frame, now: 0 }), view);
const loaded = (): DialogView => ({ ...emptyView(7), loaded: true, historyEpoch: 'epoch-1' });

function system(dialog: FakeDialog, meta: MessageFrame['meta']): MessageFrame {
  return dialog.say('system', '', meta ? { meta } : {});
}

describe('nothing new', () => {
  it('gives the same object back', () => {
    const dialog = new FakeDialog(7);
    const message = dialog.say('manager', 'hi');
    const view = hear(loaded(), message, { type: 'read', dialog_id: 7, sender: 'user', seq: 1 });
    for (const frame of [
      message,
      { type: 'read', dialog_id: 7, sender: 'user', seq: 1 },
      { type: 'delivered', dialog_id: 7, sender: 'user', seq: 1 },
      { type: 'advance', dialog_id: 7, seq: 1 },
      { type: 'typing_stop', dialog_id: 7, sender: 'user' },
      { type: 'generation_failed', dialog_id: 8, generation_id: 1 },
      { type: 'pong' },
      { type: 'read', dialog_id: 7, sender: 'system', seq: 9 },
    ] as ServerFrame[]) {
      expect(hear(view, frame)).toBe(view);
    }
  });

  it('of another dialog touches this one', () => {
    const view = loaded();
    expect(hear(view, new FakeDialog(8).say('user', 'not for you'))).toBe(view);
  });
});

describe('an answer that broke off', () => {
  const begun = (): DialogView =>
    hear(
      loaded(),
      { type: 'generation_started', dialog_id: 7, generation_id: 2, reply_to_seq: 0, attempt: 1 },
      { type: 'generation_delta', dialog_id: 7, generation_id: 2, index: 0, text: 'Half of' },
    );
  const entry = (dialog: FakeDialog): MessageFrame => ({
    ...system(dialog, { code: 'assistant_failed', unfinished: 'Half of' }),
    generation_id: 2,
  });

  it('is drawn no longer once its entry is there, whichever frame comes first or not at all', () => {
    const failed = { type: 'generation_failed', dialog_id: 7, generation_id: 2 } as const;
    const told = entry(new FakeDialog(7));
    for (const frames of [[told], [told, failed], [failed, told]]) {
      const view = hear(begun(), ...frames);
      expect(view.generation).toBeUndefined();
      expect(view.entries.at(-1)?.meta?.unfinished).toBe('Half of');
    }
  });

  it('leaves nothing where its words were removed', () => {
    const dialog = new FakeDialog(7);
    const told = entry(dialog);
    const removed = { type: 'message_deleted', dialog_id: 7, id: told.id, of_seq: 1, seq: 2 } as const;
    const view = hear(begun(), told, { ...removed, timestamp: told.timestamp });
    expect(view.entries[0]).toMatchObject({ deleted: true, meta: { code: 'assistant_failed' } });
    expect(JSON.stringify(view)).not.toContain('Half of');
  });
});

describe('a change of hands', () => {
  it('is learnt from the numbered system message alone', () => {
    const dialog = new FakeDialog(7);
    let view = hear(loaded(), system(dialog, { code: 'handoff_requested' }));
    expect(view.state).toBe('queued');
    view = hear(view, system(dialog, { code: 'handoff_started', manager: ann }));
    expect(view).toMatchObject({ state: 'operator', manager: ann });
    view = hear(view, system(dialog, { code: 'handoff_ended', to: 'queue' }));
    expect(view.state).toBe('queued');
    view = hear(view, system(dialog, { code: 'dialog_closed' }));
    expect(view.state).toBe('closed');
    view = hear(view, system(dialog, { code: 'dialog_reopened' }));
    expect(view.state).toBe('assistant');
    view = hear(view, system(dialog, { code: 'assistant_failed' }));
    expect(view.state).toBe('assistant');
  });

  it('of long ago, caught up with after hello, does not undo what hello said', () => {
    const dialog = new FakeDialog(7);
    const past = [
      system(dialog, { code: 'handoff_started', manager: ann }),
      system(dialog, { code: 'dialog_closed' }),
    ];
    dialog.state = 'closed';
    let view = hear(loaded(), dialog.hello());
    for (const frame of past) {
      view = hear(view, frame);
      expect(view.state).toBe('closed');
    }
  });

  it('is not undone by an answer that was read before it', () => {
    const dialog = new FakeDialog(7);
    const early = dialog.body();
    const view = hear(loaded(), system(dialog, { code: 'handoff_started', manager: ann }));
    expect(reduceDialog(view, { type: 'dialog', dialog: early }).state).toBe('operator');
  });
});

describe('another history', () => {
  it('in hello: what is shown stays until the new one is there, and nothing is mixed into it', () => {
    const dialog = new FakeDialog(7);
    const view = hear(loaded(), dialog.say('user', 'old'));
    dialog.epoch = 'epoch-2';
    const told = hear(view, dialog.hello(), dialog.say('user', 'new'));
    expect(told).toMatchObject({ loaded: false, historyEpoch: 'epoch-2', lastSeq: 0, knownSeq: 2 });
    expect(told.entries.map(({ text }) => text)).toEqual(['old']);
  });
});

describe('a drawn answer', () => {
  const draw = (view: DialogView) =>
    hear(
      view,
      { type: 'generation_started', dialog_id: 7, generation_id: 2, reply_to_seq: 2, attempt: 1 },
      { type: 'generation_delta', dialog_id: 7, generation_id: 2, index: 0, text: 'now' },
    );

  it('is not taken away by an older answer that is only now caught up with', () => {
    const dialog = new FakeDialog(7);
    const older = dialog.say('assistant', 'the answer before');
    const view = hear(draw(loaded()), older, dialog.say('user', 'and?'));
    expect(view.generation?.text).toBe('now');
    expect(hear(view, dialog.say('assistant', 'now')).generation).toBeUndefined();
  });

  it('does not come back by a delta that was late', () => {
    const ended = hear(draw(loaded()), { type: 'generation_cancelled', dialog_id: 7, generation_id: 2 });
    expect(ended.suggestion).toBeUndefined();
    for (const index of [0, 1, 5]) {
      expect(
        hear(ended, { type: 'generation_delta', dialog_id: 7, generation_id: 2, index, text: 'x' }),
      ).toBe(ended);
    }
  });

  it('is named on the message that came of it', () => {
    const dialog = new FakeDialog(7);
    const view = hear(loaded(), dialog.say('assistant', 'Within 30 days.', { generation_id: 4 }));
    expect(view.entries[0]?.generationId).toBe(4);
  });

  it('goes on from a snapshot, and an old snapshot changes nothing', () => {
    const snapshot = (index: number, text: string): ServerFrame => ({
      type: 'generation_snapshot',
      dialog_id: 7,
      generation_id: 2,
      attempt: 1,
      index,
      text,
    });
    const view = hear(loaded(), snapshot(3, 'a b c d'));
    const more = hear(view, {
      type: 'generation_delta',
      dialog_id: 7,
      generation_id: 2,
      index: 4,
      text: ' e',
    });
    expect(more.generation?.text).toBe('a b c d e');
    expect(hear(more, snapshot(1, 'a b')).generation).toBe(more.generation);
  });
});

describe('my own message', () => {
  const optimistic = (view: DialogView) =>
    reduceDialog(view, {
      type: 'optimistic',
      entry: {
        key: 'c1',
        clientId: '1',
        sender: 'user',
        kind: 'message',
        text: 'hi',
        timestamp: '',
        delivery: 'sending',
      },
    });
  const ack = (seq: number, more = {}): ServerFrame => ({
    type: 'ack',
    dialog_id: 7,
    client_id: '1',
    id: 1000 + seq,
    seq,
    timestamp: 't',
    duplicate: true,
    ...more,
  });

  it('under an id that the server knows with other words is fetched', () => {
    const view = hear(optimistic(loaded()), ack(1, { mismatch: true }));
    expect(view.entries).toEqual([]);
    expect(view).toMatchObject({ lastSeq: 0, knownSeq: 1 });
  });

  it('that turns out to be older than what is loaded leaves the end of the list', () => {
    const dialog = new FakeDialog(7);
    for (let n = 0; n < 60; n += 1) dialog.say('assistant', `n${n}`);
    const page = dialog.before(Number.MAX_SAFE_INTEGER);
    const view = reduceDialog(optimistic(loaded()), { type: 'history', how: 'replace', page });
    expect(view.entries).toHaveLength(51);
    expect(hear(view, ack(3)).entries).toHaveLength(50);
  });

  it('is one bubble even if the history does not name its id', () => {
    const view = hear(optimistic(loaded()), new FakeDialog(7).say('user', 'hi'), ack(1));
    expect(view.entries).toHaveLength(1);
  });
});
