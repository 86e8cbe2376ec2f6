import { hasEnded } from '../dialog/generation.ts';
import { type DialogAction, reduceDialog } from '../dialog/reduce.ts';
import type { DialogView } from '../dialog/view.ts';
import type { Dialog, DialogDetail, PresenceFrame, ServerFrame } from '../wire.ts';

/**
 * What only operators are told besides: where the visitor is, who else looks, and why no message came of
 * an answer. Apart from the rest, because every visitor would have to fetch it.
 */
export function reduceForOperator(view: DialogView, action: DialogAction): DialogView {
  const next = forget(view, reduceDialog(view, action));
  if (action.type === 'dialog') return withDetail(view, next, action.dialog);
  if (action.type !== 'frame') return next;
  const { frame } = action;
  if (!('dialog_id' in frame) || frame.dialog_id !== view.dialogId) return next;
  return frame.type === 'presence' ? withPresence(next, frame) : withEnd(view, next, frame);
}

/** Once another answer has begun or somebody has spoken since, it explains nothing any more. */
function forget(before: DialogView, view: DialogView): DialogView {
  const { unanswered, ...rest } = view;
  if (!unanswered) return view;
  const begun = view.generation !== undefined && view.generation.id > unanswered.id;
  const said = view.entries.some(({ seq, kind }) => kind === 'message' && (seq ?? 0) > before.lastSeq);
  return begun || said || !view.loaded ? rest : view;
}

function withDetail(before: DialogView, view: DialogView, told: Dialog | DialogDetail): DialogView {
  // Read before something that is applied here already, it may be older than what is known.
  if (!('visitor_online' in told) || told.last_seq < before.lastSeq) return view;
  const { visitor_online: online, page, suggestion } = told;
  const next: DialogView = { ...view, visitor: page ? { online, page } : { online } };
  if (suggestion !== undefined) next.suggestion = suggestion;
  return next;
}

function withPresence(view: DialogView, { visitor, page, viewers }: PresenceFrame): DialogView {
  const next = { ...view };
  if (visitor !== undefined) {
    const at = page ?? view.visitor?.page;
    next.visitor = { online: visitor, ...(at ? { page: at } : {}) };
  }
  if (viewers) next.viewers = viewers;
  return next;
}

function withEnd(before: DialogView, view: DialogView, frame: ServerFrame): DialogView {
  if (frame.type !== 'generation_failed' && frame.type !== 'generation_cancelled') return view;
  const { generation_id: id, code } = frame;
  const newer = before.generation !== undefined && before.generation.id > id;
  if (newer || hasEnded(before, id)) return view;
  const how = frame.type === 'generation_failed' ? 'failed' : 'cancelled';
  const next: DialogView = { ...view, unanswered: code ? { id, how, code } : { id, how } };
  const text = before.generation?.id === id ? before.generation.text : '';
  // What the assistant had when a person took over is theirs to use.
  return code === 'taken_over' && text.trim() !== '' ? { ...next, suggestion: text } : next;
}
