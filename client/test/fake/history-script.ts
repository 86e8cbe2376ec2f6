import fc from 'fast-check';
import type { DialogState, MessageFrame, NumberedFrame, Person, ServerFrame } from '../../src/wire.ts';
import type { FakeDialog } from './fake-dialog.ts';

/** What can happen in a dialog. `pick` chooses among what is there at that moment. */
export type Step =
  | { do: 'say'; sender: 'assistant' | 'manager' | 'user' }
  | { do: 'edit' | 'delete'; pick: number }
  | { do: 'hands'; to: DialogState; who: number }
  | { do: 'mark'; mark: 'read' | 'delivered'; side: 'user' | 'manager'; pick: number }
  | { do: 'answer'; deltas: number; ends: 'completed' | 'failed' };

/** What the server would have sent for a step: numbered entries and the live signals around them. */
export interface Told {
  numbered: NumberedFrame[];
  live: ServerFrame[];
}

const people: Person[] = [
  { id: 1, name: 'Ann' },
  { id: 2, name: 'Bo' },
];
const states: DialogState[] = ['assistant', 'queued', 'operator', 'closed'];

export const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    { weight: 5, arbitrary: say() },
    { weight: 1, arbitrary: change() },
    { weight: 2, arbitrary: hands() },
    { weight: 2, arbitrary: mark() },
    { weight: 1, arbitrary: answer() },
  ),
  { maxLength: 40 },
);

function say(): fc.Arbitrary<Step> {
  return fc.record({ do: fc.constant('say'), sender: fc.constantFrom('assistant', 'manager', 'user') });
}

function change(): fc.Arbitrary<Step> {
  return fc.record({ do: fc.constantFrom('edit', 'delete'), pick: fc.nat() });
}

function hands(): fc.Arbitrary<Step> {
  return fc.record({ do: fc.constant('hands'), to: fc.constantFrom(...states), who: fc.nat() });
}

function mark(): fc.Arbitrary<Step> {
  return fc.record({
    do: fc.constant('mark'),
    mark: fc.constantFrom('read', 'delivered'),
    side: fc.constantFrom('user', 'manager'),
    pick: fc.nat(),
  });
}

function answer(): fc.Arbitrary<Step> {
  const ends = fc.constantFrom('completed', 'failed');
  return fc.record({ do: fc.constant('answer'), deltas: fc.nat({ max: 4 }), ends });
}

/** Lets a step happen in the server's dialog and gives what it would have said about it. */
export function happen(dialog: FakeDialog, step: Step, at: number): Told {
  switch (step.do) {
    case 'say':
      return told(
        dialog.say(step.sender, `text ${at}`, step.sender === 'user' ? { client_id: `c-${at}` } : {}),
      );
    case 'edit':
    case 'delete':
      return changeOne(dialog, step, at);
    case 'hands':
      return changeHands(dialog, step.to, people[step.who % people.length] as Person);
    case 'mark': {
      const seq = dialog.lastSeq === 0 ? 0 : step.pick % (dialog.lastSeq + 1);
      const { side, mark: kind } = step;
      dialog[kind] = { ...dialog[kind], [side]: Math.max(dialog[kind][side], seq) };
      if (kind === 'read')
        dialog.delivered = { ...dialog.delivered, [side]: Math.max(dialog.delivered[side], seq) };
      return { numbered: [], live: [{ type: kind, dialog_id: dialog.id, sender: side, seq }] };
    }
    case 'answer':
      return write(dialog, step, at);
  }
}

function told(...numbered: NumberedFrame[]): Told {
  return { numbered, live: [] };
}

function changeOne(
  dialog: FakeDialog,
  { do: verb, pick }: { do: 'edit' | 'delete'; pick: number },
  at: number,
): Told {
  const messages = dialog.items.filter((item) => item.type === 'message');
  const message = messages[pick % Math.max(1, messages.length)];
  // What is gone is not changed any more.
  if (!message || dialog.isDeleted(message.seq)) return told();
  return told(dialog.edit(message.seq, verb === 'edit' ? `edited ${at}` : undefined));
}

function changeHands(dialog: FakeDialog, to: DialogState, manager: Person): Told {
  const dialog_id = dialog.id;
  const from = dialog.state;
  if (from === to) return told();
  dialog.state = to;
  dialog.manager = to === 'operator' ? manager : undefined;
  dialog.position = to === 'queued' ? 1 : undefined;
  const system = (meta: MessageFrame['meta']) => dialog.say('system', '', meta ? { meta } : {});
  if (to === 'operator') {
    const live: ServerFrame = { type: 'handoff_started', dialog_id, manager };
    return { numbered: [system({ code: 'handoff_started', manager })], live: [live] };
  }
  if (to === 'closed') {
    return {
      numbered: [system({ code: 'dialog_closed' })],
      live: [{ type: 'dialog_closed', dialog_id, by: 'manager' }],
    };
  }
  if (to === 'queued') {
    return {
      numbered: [system({ code: 'handoff_requested' })],
      live: [{ type: 'handoff_requested', dialog_id, position: 1 }],
    };
  }
  if (from === 'closed') {
    return {
      numbered: [system({ code: 'dialog_reopened' })],
      live: [{ type: 'dialog_reopened', dialog_id, by: 'user' }],
    };
  }
  return {
    numbered: [system({ code: 'handoff_ended', to: 'assistant' })],
    live: [{ type: 'handoff_ended', dialog_id, to: 'assistant' }],
  };
}

function write(dialog: FakeDialog, { deltas, ends }: { deltas: number; ends: string }, at: number): Told {
  const dialog_id = dialog.id;
  const generation_id = at + 1;
  const live: ServerFrame[] = [
    { type: 'generation_started', dialog_id, generation_id, reply_to_seq: dialog.lastSeq, attempt: 1 },
  ];
  for (let index = 0; index < deltas; index += 1) {
    live.push({ type: 'generation_delta', dialog_id, generation_id, index, text: `d${index}` });
  }
  if (ends === 'failed') {
    live.push({ type: 'generation_failed', dialog_id, generation_id });
    return { numbered: [], live };
  }
  const message = dialog.say('assistant', `answer ${at}`);
  const { id: message_id, seq } = message;
  live.push({ type: 'generation_completed', dialog_id, generation_id, message_id, seq, latency_ms: 1 });
  return { numbered: [message], live };
}
