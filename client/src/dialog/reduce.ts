import type { Dialog, DialogDetail, Generation, HistoryPage, ServerFrame, TypingFrame } from '../wire.ts';
import { withMarks } from './entries.ts';
import {
  addDelta,
  completeGeneration,
  endGeneration,
  setGeneration,
  setSnapshot,
  startGeneration,
} from './generation.ts';
import { fromServer, inHands } from './hands.ts';
import { applyHistory, applyNumbered, knowing, reset } from './history.ts';
import { acknowledge, addOptimistic, discard, setDelivery } from './own-messages.ts';
import type { Delivery, DialogView, Entry, Failure } from './view.ts';

/** A sign of typing expires by itself. */
const TYPING_MS = 6_000;

export type DialogAction =
  | { type: 'frame'; frame: ServerFrame; now: number }
  | { type: 'history'; how: 'replace' | 'before' | 'after'; page: HistoryPage }
  | { type: 'dialog'; dialog: Dialog | DialogDetail }
  | { type: 'generation'; generation: Generation }
  | { type: 'optimistic'; entry: Entry }
  | { type: 'delivery'; clientId: string; delivery: Delivery; failure?: Failure }
  | { type: 'discard'; clientId: string }
  | { type: 'tick'; now: number };

/** The one place where a dialog's view changes. Pure; gives the same object back when nothing changed. */
export function reduceDialog(view: DialogView, action: DialogAction): DialogView {
  switch (action.type) {
    case 'frame':
      return applyFrame(view, action.frame, action.now);
    case 'history':
      return applyHistory(view, action.how, action.page);
    case 'dialog':
      return fromServer(view, action.dialog);
    case 'generation':
      return setGeneration(view, action.generation);
    case 'optimistic':
      return addOptimistic(view, action.entry);
    case 'delivery':
      return setDelivery(view, action.clientId, action.delivery, action.failure);
    case 'discard':
      return discard(view, action.clientId);
    case 'tick':
      return expireTyping(view, action.now);
  }
}

function applyFrame(view: DialogView, frame: ServerFrame, now: number): DialogView {
  if ('dialog_id' in frame && frame.dialog_id !== undefined && frame.dialog_id !== view.dialogId) return view;
  switch (frame.type) {
    case 'hello':
      return fromServer(inEpoch(view, frame.history_epoch), frame);
    case 'reset':
      return reset(view, frame.history_epoch);
    case 'message':
    case 'message_updated':
    case 'message_deleted':
      return applyNumbered(view, frame);
    case 'ack':
      return acknowledge(view, frame);
    case 'advance':
      return knowing(view, frame.seq);
    case 'more':
      return knowing(view, frame.upto);
    case 'read':
    case 'delivered':
      if (frame.sender !== 'user' && frame.sender !== 'manager') return view;
      return withMarks(view, { [frame.type]: { ...view[frame.type], [frame.sender]: frame.seq } });
    case 'typing_start':
    case 'typing_stop':
      return applyTyping(view, frame, now);
    case 'generation_started':
      return startGeneration(view, frame);
    case 'generation_delta':
      return addDelta(view, frame);
    case 'generation_snapshot':
      return setSnapshot(view, frame);
    case 'generation_completed':
      return completeGeneration(knowing(view, frame.seq), frame.generation_id, frame.seq);
    case 'generation_failed':
    case 'generation_cancelled':
      return endGeneration(view, frame.generation_id);
    case 'handoff_requested':
      return inHands(view, { state: 'queued', position: frame.position });
    case 'handoff_started':
      return inHands(view, { state: 'operator', manager: frame.manager });
    case 'handoff_ended':
      return inHands(view, { state: frame.to === 'queue' ? 'queued' : 'assistant' });
    case 'dialog_closed':
      return inHands(view, { state: 'closed' });
    case 'dialog_reopened':
      return inHands(view, { state: 'assistant' });
    case 'presence':
      return frame.operators_online === undefined
        ? view
        : { ...view, operatorsOnline: frame.operators_online };
    default:
      return view;
  }
}

function inEpoch(view: DialogView, epoch: string | undefined): DialogView {
  if (epoch === undefined || epoch === view.historyEpoch) return view;
  return view.historyEpoch === undefined ? { ...view, historyEpoch: epoch } : reset(view, epoch);
}

function applyTyping(view: DialogView, { type, sender, author }: TypingFrame, now: number): DialogView {
  const others = view.typing.filter((known) => known.sender !== sender || known.author?.id !== author?.id);
  if (type === 'typing_stop')
    return others.length === view.typing.length ? view : { ...view, typing: others };
  const until = now + TYPING_MS;
  return { ...view, typing: [...others, author ? { sender, author, until } : { sender, until }] };
}

function expireTyping(view: DialogView, now: number): DialogView {
  const typing = view.typing.filter(({ until }) => until > now);
  return typing.length === view.typing.length ? view : { ...view, typing };
}
