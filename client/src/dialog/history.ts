import type { HistoryPage, MessageFrame, NumberedFrame } from '../wire.ts';
import { edit, entryOf, oldestSeq, upsert } from './entries.ts';
import { endGeneration, replaceByMessage } from './generation.ts';
import { fromSystemMessage } from './hands.ts';
import type { DialogView, Entry } from './view.ts';

/** `seq == last + 1` is applied, `<= last` is dropped, and above that there is a hole to be fetched. */
export function applyNumbered(view: DialogView, frame: NumberedFrame): DialogView {
  if (!view.loaded || frame.seq > view.lastSeq + 1) return knowing(view, frame.seq);
  if (frame.seq <= view.lastSeq) return view;
  const next = { ...knowing(view, frame.seq), lastSeq: frame.seq };
  if (frame.type !== 'message') return { ...next, entries: edit(next.entries, frame) };
  return applyMessage(next, frame);
}

function applyMessage(view: DialogView, frame: MessageFrame): DialogView {
  let next: DialogView = { ...view, entries: upsert(view.entries, entryOf(frame, view)) };
  const typing = view.typing.filter(
    ({ sender, author }) => sender !== frame.sender || author?.id !== frame.author?.id,
  );
  if (typing.length !== view.typing.length) next = { ...next, typing };
  if (frame.sender === 'system') return fromSystemMessage(endedBy(next, frame), frame);
  if (frame.sender === 'assistant') return replaceByMessage(next, frame.seq);
  if (frame.sender === 'manager' && !frame.note) delete next.suggestion;
  return next;
}

/** A system entry that names an answer tells of its failure, and ends its drawing, whichever of its frames came, and when. */
function endedBy(view: DialogView, { generation_id: id }: MessageFrame): DialogView {
  return id === undefined ? view : endGeneration(view, id);
}

export function knowing(view: DialogView, seq: number): DialogView {
  return seq > view.knownSeq ? { ...view, knownSeq: seq } : view;
}

/** The history is another one than before (restored from a backup): it has to be read anew. */
export function reset(view: DialogView, historyEpoch: string): DialogView {
  const { generation: _generation, ...rest } = view;
  const none = { user: 0, manager: 0 };
  return {
    ...rest,
    historyEpoch,
    loaded: false,
    lastSeq: 0,
    knownSeq: 0,
    stateSeq: 0,
    read: none,
    delivered: none,
  };
}

export function applyHistory(
  view: DialogView,
  how: 'replace' | 'before' | 'after',
  page: HistoryPage,
): DialogView {
  if (how === 'replace') return replace(view, page);
  if (page.history_epoch !== view.historyEpoch) return reset(view, page.history_epoch);
  if (how === 'after') return page.items.reduce(applyNumbered, knowing(view, page.last_seq));
  return before(view, page);
}

function replace(view: DialogView, page: HistoryPage): DialogView {
  const known = view.historyEpoch === page.history_epoch ? view.knownSeq : 0;
  const waiting = view.entries.filter(({ seq }) => seq === undefined);
  const keys = new Map(view.entries.map((entry) => [`${entry.seq}/${entry.id}`, entry.key]));
  const entries = messagesIn(page)
    .map((frame) => entryOf(frame, view))
    .map((entry) => ({ ...entry, key: keys.get(`${entry.seq}/${entry.id}`) ?? entry.key }))
    .reduce<readonly Entry[]>(upsert, waiting);
  return {
    ...view,
    entries,
    loaded: true,
    historyEpoch: page.history_epoch,
    lastSeq: page.last_seq,
    knownSeq: Math.max(known, page.last_seq),
    moreBefore: page.more,
  };
}

function before(view: DialogView, page: HistoryPage): DialogView {
  const oldest = oldestSeq(view.entries) ?? Infinity;
  const entries = messagesIn(page)
    .filter(({ seq }) => seq < oldest)
    .map((frame) => entryOf(frame, view));
  return { ...view, entries: [...entries, ...view.entries], moreBefore: page.more };
}

function messagesIn(page: HistoryPage): MessageFrame[] {
  return page.items.filter((frame) => frame.type === 'message').toSorted((a, b) => a.seq - b.seq);
}
