import type { ChangeFrame, MessageFrame } from '../wire.ts';
import type { Delivery, DialogView, Entry } from './view.ts';

type Marks = Pick<DialogView, 'read' | 'delivered'>;

export function entryOf(frame: MessageFrame, marks: Marks): Entry {
  const kind = frame.sender === 'system' ? 'system' : frame.note ? 'note' : 'message';
  const entry: Entry = {
    key: `m${frame.id}`,
    seq: frame.seq,
    id: frame.id,
    sender: frame.sender,
    kind,
    text: frame.text,
    timestamp: frame.timestamp,
  };
  if (frame.author) entry.author = frame.author;
  if (frame.citations) entry.citations = frame.citations;
  if (frame.meta) entry.meta = frame.meta;
  if (frame.generation_id !== undefined) entry.generationId = frame.generation_id;
  if (frame.client_id !== undefined) entry.clientId = frame.client_id;
  if (frame.edited_at !== undefined) entry.edited = true;
  if (frame.deleted) entry.deleted = true;
  return withDelivery(entry, marks);
}

/** What the other side's marks say about an entry that the server has. */
export function withDelivery(entry: Entry, { read, delivered }: Marks): Entry {
  if (entry.seq === undefined || (entry.sender !== 'user' && entry.sender !== 'manager')) return entry;
  const other = entry.sender === 'user' ? 'manager' : 'user';
  let delivery: Delivery = 'sent';
  if (entry.kind === 'message') {
    if (entry.seq <= delivered[other]) delivery = 'delivered';
    if (entry.seq <= read[other]) delivery = 'read';
  }
  return entry.delivery === delivery && !entry.failure ? entry : { ...omitFailure(entry), delivery };
}

function omitFailure({ failure: _gone, ...entry }: Entry): Entry {
  return entry;
}

/**
 * Puts a stored message in its place. One that is on the screen already (sent from here and not yet
 * confirmed, or confirmed by its ack) is replaced and keeps its key, so that its bubble stays the same.
 */
export function upsert(entries: readonly Entry[], entry: Entry): Entry[] {
  const same = entries.findLastIndex((known) => isSame(known, entry));
  if (same === -1) return insert(entries, entry);
  const known = entries[same] as Entry;
  const merged = { ...entry, key: known.key };
  if (merged.clientId === undefined && known.clientId !== undefined) merged.clientId = known.clientId;
  if (known.seq === entry.seq) return entries.with(same, merged);
  return insert(entries.toSpliced(same, 1), merged);
}

function isSame(known: Entry, entry: Entry): boolean {
  if (known.seq !== undefined) return known.seq === entry.seq;
  return known.clientId !== undefined && known.clientId === entry.clientId && known.sender === entry.sender;
}

/** By number; what has none yet stands last, in the order of writing. */
function insert(entries: readonly Entry[], entry: Entry): Entry[] {
  const before = entries.findLastIndex(({ seq }) => seq !== undefined && seq < (entry.seq ?? Infinity));
  if (entry.seq === undefined) return [...entries, entry];
  return entries.toSpliced(before + 1, 0, entry);
}

export function edit(entries: readonly Entry[], frame: ChangeFrame): readonly Entry[] {
  const at = entries.findLastIndex(({ seq }) => seq === frame.of_seq);
  const entry = entries[at];
  // Not loaded: it comes in its present state when somebody pages back to it.
  if (!entry) return entries;
  if (frame.type === 'message_deleted') {
    const { citations: _citations, ...rest } = entry;
    const { unfinished: half, ...meta } = rest.meta ?? {};
    return entries.with(at, { ...rest, ...(half && { meta }), text: '', deleted: true });
  }
  return entries.with(at, { ...entry, text: frame.text ?? entry.text, edited: true });
}

export function oldestSeq(entries: readonly Entry[]): number | undefined {
  return entries.find(({ seq }) => seq !== undefined)?.seq;
}

/** Marks only go forward, and what is read has been delivered. */
export function withMarks(
  view: DialogView,
  marks: { read?: Marks['read']; delivered?: Marks['read'] },
): DialogView {
  const read = furthest(view.read, marks.read);
  const delivered = furthest(furthest(view.delivered, marks.delivered), read);
  if (read === view.read && delivered === view.delivered) return view;
  const next = { ...view, read, delivered };
  const entries = view.entries.map((entry) => withDelivery(entry, next));
  const changed = entries.some((entry, at) => entry !== view.entries[at]);
  return changed ? { ...next, entries } : next;
}

function furthest(known: Marks['read'], news: Marks['read'] | undefined): Marks['read'] {
  if (!news || (news.user <= known.user && news.manager <= known.manager)) return known;
  return { user: Math.max(known.user, news.user), manager: Math.max(known.manager, news.manager) };
}
