import type { Generation, GenerationDelta, GenerationSnapshot, GenerationStarted } from '../wire.ts';
import type { DialogView, GenerationView } from './view.ts';

type GenerationTold = Omit<Generation, 'dialog_id' | 'reply_to_seq'> & { reply_to_seq?: number };

/** How many deltas wait for a missing one before they are let go; the server has the text anyway. */
const MOST_AHEAD = 256;
const ENDED_KEPT = 4;

export function startGeneration(view: DialogView, frame: GenerationStarted): DialogView {
  const { generation: drawn } = view;
  if (hasEnded(view, frame.generation_id)) return view;
  if (drawn && drawn.id > frame.generation_id) return view;
  if (drawn?.id === frame.generation_id && drawn.attempt >= frame.attempt) return view;
  // A new attempt: what was drawn of the earlier one is dropped.
  const generation = { ...fresh(frame.generation_id, frame.attempt), replyTo: frame.reply_to_seq };
  return { ...view, generation };
}

export function addDelta(view: DialogView, { generation_id, index, text }: GenerationDelta): DialogView {
  const drawn = current(view, generation_id);
  if (!drawn || index <= drawn.index) return view;
  if (index > drawn.index + 1) {
    const ahead = { ...drawn.ahead, [index]: text };
    if (Object.keys(ahead).length > MOST_AHEAD) return view;
    return { ...view, generation: { ...drawn, ahead } };
  }
  return { ...view, generation: catchUp({ ...drawn, index, text: drawn.text + text, status: 'generating' }) };
}

/** All text so far, for who joins midway. */
export function setSnapshot(view: DialogView, frame: GenerationSnapshot): DialogView {
  const { generation_id: id, attempt: attempts, index, text } = frame;
  return setGeneration(view, { id, attempts, index, text, status: 'generating' });
}

/** What the server says about it on request: after a hole, or while polling. */
export function setGeneration(view: DialogView, told: GenerationTold): DialogView {
  if (told.status === 'completed' || told.status === 'error' || told.status === 'cancelled') {
    return endGeneration(view, told.id);
  }
  const drawn = current(view, told.id);
  if (!drawn || told.attempts < drawn.attempt) return view;
  const sameAttempt = told.attempts === drawn.attempt || drawn.attempt === 0;
  if (sameAttempt && told.index < drawn.index) return view;
  const { ahead, ...base } = drawn;
  const { index, text, status, attempts: attempt, reply_to_seq: replyTo } = told;
  const next: GenerationView = { ...base, attempt, index, text, status };
  if (replyTo !== undefined) next.replyTo = replyTo;
  return { ...view, generation: catchUp(ahead && sameAttempt ? { ...next, ahead } : next) };
}

export function endGeneration(view: DialogView, id: number): DialogView {
  if (hasEnded(view, id)) return view;
  const endedGenerations = [...view.endedGenerations, id].slice(-ENDED_KEPT);
  if (view.generation?.id !== id) return { ...view, endedGenerations };
  const { generation: _ended, ...rest } = view;
  return { ...rest, endedGenerations };
}

/** Its message is on the way: what is drawn stays until it is there. */
export function completeGeneration(view: DialogView, id: number, seq: number): DialogView {
  if (view.lastSeq >= seq || view.generation?.id !== id) return endGeneration(view, id);
  return view;
}

/** The final message replaces whatever the deltas drew. */
export function replaceByMessage(view: DialogView, seq: number): DialogView {
  const { generation, ...rest } = view;
  if (!generation || (generation.replyTo !== undefined && seq <= generation.replyTo)) return view;
  // Joined midway, so this may be an older answer that is only now caught up with: a next delta may
  // bring the drawing back.
  return generation.replyTo === undefined ? rest : endGeneration(view, generation.id);
}

/** The generation that a frame is about; one that began before we listened is drawn from its middle. */
function current(view: DialogView, id: number): GenerationView | undefined {
  const { generation } = view;
  if (generation?.id === id) return generation;
  if (hasEnded(view, id) || (generation && generation.id > id)) return undefined;
  return fresh(id, 0);
}

/** `attempt` 0 means that its start was missed. */
function fresh(id: number, attempt: number): GenerationView {
  return { id, attempt, index: -1, text: '', status: 'generating' };
}

export function hasEnded(view: DialogView, id: number): boolean {
  return view.endedGenerations.includes(id);
}

/** Appends the deltas that waited for the one that just came, and forgets those that it covered. */
function catchUp(generation: GenerationView): GenerationView {
  const { ahead, ...rest } = generation;
  if (!ahead) return generation;
  let { index, text } = rest;
  for (let next = ahead[index + 1]; next !== undefined; next = ahead[index + 1]) {
    text += next;
    index += 1;
  }
  const left = Object.entries(ahead).filter(([at]) => Number(at) > index);
  const caught = { ...rest, index, text };
  return left.length === 0 ? caught : { ...caught, ahead: Object.fromEntries(left) };
}
