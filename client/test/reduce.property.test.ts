import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DialogAction, type DialogView, emptyView, reduceDialog } from '../src/index.ts';
import type { MessageFrame, ServerFrame } from '../src/wire.ts';
import { FakeDialog } from './fake/fake-dialog.ts';
import { happen, type Step, steps } from './fake/history-script.ts';

const RUNS = Number(process.env.PROPERTY_RUNS ?? 300);

const reduce = (view: DialogView, ...actions: DialogAction[]) => actions.reduce(reduceDialog, view);
const heard = (frame: ServerFrame): DialogAction => ({ type: 'frame', frame, now: 0 });

/** What somebody sees who opens the dialog now. */
function fresh(dialog: FakeDialog): DialogView {
  const page = dialog.before(Number.MAX_SAFE_INTEGER, 10_000);
  return reduce(emptyView(dialog.id), heard(dialog.hello()), { type: 'history', how: 'replace', page });
}

/** Fetches holes until none is known, as the session does. */
function caughtUp(view: DialogView, dialog: FakeDialog): DialogView {
  let now = view;
  while (now.knownSeq > now.lastSeq) {
    const before = now.lastSeq;
    now = reduce(now, { type: 'history', how: 'after', page: dialog.after(now.lastSeq, 3) });
    expect(now.lastSeq).toBeGreaterThan(before);
  }
  return now;
}

/** How each frame fares on its way: 0 lost, 1 once, 2 twice; and how far it falls behind. */
const fates = fc.infiniteStream(
  fc.record({ copies: fc.constantFrom(0, 1, 1, 1, 2), delay: fc.constantFrom(0, 0, 0, 2, 7) }),
);

function onTheWay(frames: ServerFrame[], fate: Iterator<{ copies: number; delay: number }>): ServerFrame[] {
  return frames
    .flatMap((frame, at) => {
      const { copies, delay } = fate.next().value;
      return Array.from({ length: copies }, (_, copy) => ({ frame, at: at + delay * (copy + 1) }));
    })
    .toSorted((a, b) => a.at - b.at)
    .map(({ frame }) => frame);
}

/** What must be equal. Keys are a screen's own. */
function visible(view: DialogView) {
  const { state, manager, lastSeq, loaded, read, delivered, entries, generation } = view;
  const lines = entries.map(({ key: _key, ...entry }) => entry);
  return { state, manager, lastSeq, loaded, read, delivered, generation, lines };
}

function play(dialog: FakeDialog, script: Step[], from: number) {
  return script.map((step, at) => happen(dialog, step, from + at));
}

describe('old snapshot + events = fresh snapshot', () => {
  it('when numbered frames are lost, doubled and reordered', () => {
    fc.assert(
      fc.property(steps, steps, fates, (past, future, fate) => {
        const dialog = new FakeDialog(7);
        play(dialog, past, 0);
        let view = fresh(dialog);
        const told = play(dialog, future, past.length);
        const numbered = onTheWay(
          told.flatMap((step) => step.numbered),
          fate,
        );
        const live = told.flatMap((step) => step.live);
        // Signals keep their order among themselves and fall anywhere between the numbered frames.
        while (numbered.length + live.length > 0) {
          const next =
            fate.next().value.delay > 0
              ? (live.shift() ?? numbered.shift())
              : (numbered.shift() ?? live.shift());
          if (next) view = reduce(view, heard(next));
        }
        view = caughtUp(reduce(view, heard({ type: 'advance', dialog_id: 7, seq: dialog.lastSeq })), dialog);
        expect(visible(view)).toEqual(visible(fresh(dialog)));
      }),
      { numRuns: RUNS },
    );
  });

  it('when anything at all is lost, doubled and reordered, after a reconnect', () => {
    fc.assert(
      fc.property(steps, steps, fates, (past, future, fate) => {
        const dialog = new FakeDialog(7);
        play(dialog, past, 0);
        let view = fresh(dialog);
        const told = play(dialog, future, past.length);
        const frames = onTheWay(
          told.flatMap((step) => [...step.numbered, ...step.live]),
          fate,
        );
        view = caughtUp(reduce(view, ...frames.map(heard)), dialog);
        view = caughtUp(reduce(view, heard(dialog.hello())), dialog);
        // A drawing whose end was lost is asked for; the server knows no such answer any more.
        if (view.generation)
          view = reduce(
            view,
            heard({ type: 'generation_failed', dialog_id: 7, generation_id: view.generation.id }),
          );
        expect(visible(view)).toEqual(visible(fresh(dialog)));
        expect(view.position).toBe(fresh(dialog).position);
      }),
      { numRuns: RUNS },
    );
  });

  it('when own messages are confirmed by ack, by history, or both, in any order', () => {
    fc.assert(
      fc.property(steps, ways, (script, way) => {
        const dialog = new FakeDialog(7);
        let view = fresh(dialog);
        const late: ServerFrame[] = [];
        for (const [at, step] of script.entries()) {
          for (const frame of happen(dialog, step, at).numbered) {
            const own = frame.type === 'message' && frame.sender === 'user';
            view = own ? confirmed(view, frame, way.next().value, late) : reduce(view, heard(frame));
          }
          if (at % 5 === 4) view = caughtUp(view, dialog);
        }
        view = reduce(view, ...late.map(heard));
        view = caughtUp(reduce(view, heard({ type: 'advance', dialog_id: 7, seq: dialog.lastSeq })), dialog);
        view = reduce(view, heard(dialog.hello()));
        expect(visible(view)).toEqual(visible(fresh(dialog)));
        const keys = view.entries.map(({ key }) => key);
        expect(new Set(keys).size).toBe(keys.length);
      }),
      { numRuns: RUNS },
    );
  });

  it('when the server is restored from an older backup in between, however that is told', () => {
    const news = fc.constantFrom('reset', 'hello', 'page');
    fc.assert(
      fc.property(steps, steps, steps, fc.nat(), news, (past, lost, future, pick, told) => {
        const dialog = new FakeDialog(7);
        play(dialog, past, 0);
        const kept = dialog.lastSeq - (pick % (dialog.lastSeq + 1));
        const backup = snapshotOf(dialog, kept);
        let view = fresh(dialog);
        const frames = play(dialog, lost, past.length).flatMap(({ numbered, live }) => [
          ...numbered,
          ...live,
        ]);
        view = reduce(view, typed('unsent', 'still to be sent'), ...frames.map(heard));
        restore(dialog, backup);
        const later = play(dialog, future, past.length + lost.length);
        if (told === 'reset')
          view = reduce(view, heard({ type: 'reset', dialog_id: 7, history_epoch: dialog.epoch }));
        if (told === 'page')
          view = reduce(view, { type: 'history', how: 'after', page: dialog.after(view.lastSeq) });
        // Frames of the new history that come before it was read anew are not mixed into the old one.
        if (told !== 'hello') view = reduce(view, ...later.flatMap(({ numbered }) => numbered.map(heard)));
        view = reduce(view, heard(dialog.hello()));
        expect(view.loaded).toBe(false);
        const page = dialog.before(Number.MAX_SAFE_INTEGER, 10_000);
        view = caughtUp(reduce(view, { type: 'history', how: 'replace', page }), dialog);
        view = reduce(view, heard(dialog.hello()));
        expect(view.entries.at(-1)).toMatchObject({ clientId: 'unsent', delivery: 'sending' });
        view = reduce(view, { type: 'discard', clientId: 'unsent' });
        expect(visible({ ...view, generation: undefined })).toEqual(
          visible({ ...fresh(dialog), generation: undefined }),
        );
      }),
      { numRuns: RUNS },
    );
  });

  it('when every live signal is lost, but for the marks, which only hello repeats', () => {
    fc.assert(
      fc.property(steps, (script) => {
        const dialog = new FakeDialog(7);
        const view = reduce(
          fresh(dialog),
          ...play(dialog, script, 0).flatMap(({ numbered }) => numbered.map(heard)),
        );
        const { state, manager, entries } = fresh(dialog);
        expect({ state: view.state, manager: view.manager }).toEqual({ state, manager });
        expect(view.entries.map(({ text }) => text)).toEqual(entries.map(({ text }) => text));
      }),
      { numRuns: RUNS },
    );
  });
});

function snapshotOf(dialog: FakeDialog, lastSeq: number): FakeDialog {
  const backup = new FakeDialog(dialog.id);
  backup.items.push(...dialog.items.slice(0, lastSeq));
  return backup;
}

function restore(dialog: FakeDialog, backup: FakeDialog): void {
  dialog.items.splice(0, dialog.items.length, ...backup.items);
  dialog.epoch = 'epoch-2';
  dialog.state = 'assistant';
  dialog.manager = undefined;
  dialog.read = { user: 0, manager: 0 };
  dialog.delivered = { user: 0, manager: 0 };
}

const ways = fc.infiniteStream(fc.constantFrom('ack', 'advance', 'late ack', 'double ack'));

/** I type something; the server numbers it; and I learn of that in one of several ways. */
function confirmed(view: DialogView, frame: MessageFrame, way: string, late: ServerFrame[]): DialogView {
  const { id, seq, timestamp, client_id = '' } = frame;
  const shown = reduce(view, typed(client_id, frame.text));
  const ack: ServerFrame = { type: 'ack', dialog_id: 7, client_id, id, seq, timestamp, duplicate: false };
  if (way === 'late ack') {
    late.push(ack);
    return shown;
  }
  if (way === 'advance') return reduce(shown, heard({ type: 'advance', dialog_id: 7, seq }));
  return reduce(shown, heard(ack), ...(way === 'double ack' ? [heard(ack)] : []));
}

function typed(clientId: string, text: string): DialogAction {
  const entry = {
    key: `c${clientId}`,
    clientId,
    sender: 'user',
    kind: 'message',
    text,
    timestamp: '',
    delivery: 'sending',
  } as const;
  return { type: 'optimistic', entry };
}

it('deltas lost, doubled and reordered: the text is right, a hole is known, or nothing is drawn', () => {
  const started: ServerFrame = {
    type: 'generation_started',
    dialog_id: 7,
    generation_id: 1,
    reply_to_seq: 0,
    attempt: 1,
  };
  fc.assert(
    fc.property(fc.array(fc.string(), { maxLength: 30 }), fates, (parts, fate) => {
      const deltas = parts.map(
        (text, index): ServerFrame => ({
          type: 'generation_delta',
          dialog_id: 7,
          generation_id: 1,
          index,
          text,
        }),
      );
      const arrived = onTheWay(deltas, fate);
      const loaded = { ...emptyView(7), loaded: true };
      const view = reduce(loaded, heard(started), ...arrived.map(heard));
      const { index = -1, text = '', ahead } = view.generation ?? {};
      expect(text).toBe(parts.slice(0, index + 1).join(''));
      const furthest = Math.max(-1, ...arrived.map((frame) => ('index' in frame ? frame.index : -1)));
      expect(ahead === undefined).toBe(furthest === index);
    }),
    { numRuns: RUNS },
  );
});
