import type { Ack } from '../wire.ts';
import { oldestSeq, upsert, withDelivery } from './entries.ts';
import { knowing } from './history.ts';
import type { Delivery, DialogView, Entry, Failure } from './view.ts';

/** Shows at once what was typed here, before the server has it. */
export function addOptimistic(view: DialogView, entry: Entry): DialogView {
  const known = view.entries.some(
    ({ clientId, sender }) => clientId === entry.clientId && sender === entry.sender,
  );
  return known ? view : { ...view, entries: [...view.entries, entry] };
}

export function setDelivery(
  view: DialogView,
  clientId: string,
  delivery: Delivery,
  failure?: Failure,
): DialogView {
  const at = findWaiting(view, clientId);
  const entry = view.entries[at];
  if (!entry) return view;
  const { failure: _before, ...rest } = entry;
  return { ...view, entries: view.entries.with(at, { ...rest, delivery, ...(failure ? { failure } : {}) }) };
}

export function discard(view: DialogView, clientId: string): DialogView {
  const at = findWaiting(view, clientId);
  return at === -1 ? view : { ...view, entries: view.entries.toSpliced(at, 1) };
}

/** The server has it, under this number. Never comes back as a message on the connection that sent it. */
export function acknowledge(view: DialogView, ack: Ack): DialogView {
  const next = knowing(view, ack.seq);
  const at = findWaiting(next, ack.client_id);
  const entry = next.entries[at];
  if (!entry) return next;
  const others = next.entries.toSpliced(at, 1);
  const oldest = oldestSeq(others);
  // What the server keeps under this id says something else, or stands above what is loaded.
  if (ack.mismatch || (next.moreBefore && oldest !== undefined && ack.seq < oldest))
    return { ...next, entries: others };
  const sent = withDelivery({ ...entry, seq: ack.seq, id: ack.id, timestamp: ack.timestamp }, next);
  const inOrder = next.loaded && ack.seq === next.lastSeq + 1;
  return { ...next, entries: upsert(others, sent), lastSeq: inOrder ? ack.seq : next.lastSeq };
}

function findWaiting(view: DialogView, id: string): number {
  return view.entries.findLastIndex(({ clientId, seq }) => seq === undefined && clientId === id);
}
