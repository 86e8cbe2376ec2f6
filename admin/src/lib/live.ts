import type { InfiniteData, QueryClient } from '@tanstack/react-query';
import { type DialogView, type Endpoint, type InboxSession, openInbox } from 'tandem-client';
import { outboxOf } from './outbox';
import { keys } from './query-keys';
import { belongs, VIEWS, type View } from './views';
import type { Counts, DialogDetail, DialogSummary, ListPage } from './wire';

/** Something that wants an operator's ear. */
export interface Call {
  kind: 'queued' | 'message';
  dialog: DialogSummary;
}

export interface Live {
  inbox: InboxSession;
  /** What a dialog showed when it was left, so that coming back paints at once. */
  lastView(id: number): DialogView | undefined;
  remember(view: DialogView): void;
  onCall(heard: (call: Call) => void): () => void;
  stop(): void;
}

/** Events within one frame are drawn together. */
const BATCH_MS = 16;
/** Numbers on the tabs are counted here and checked against the server's this much later. */
const RECOUNT_MS = 2_000;
/** Where a dialog came from that no list shows only the server knows. */
const RECOUNT_NEW_MS = 100;
const KEPT_VIEWS = 50;
/** A dialog that was never heard of counts as newly queued for this long. */
const FRESH_MS = 60_000;

/** The one place where events change what the pages show. */
export function startLive(client: QueryClient, me: number, endpoint: Endpoint): Live {
  const inbox = openInbox(endpoint, { outbox: outboxOf(me) });
  const known = new Map<number, DialogSummary>();
  const callers = new Set<(call: Call) => void>();
  const views = new Map<number, DialogView>();
  let arrived: DialogSummary[] = [];
  let drawing: ReturnType<typeof setTimeout> | undefined;
  let recounting: ReturnType<typeof setTimeout> | undefined;

  const draw = () => {
    clearTimeout(drawing);
    drawing = undefined;
    const batch = new Map(arrived.map((dialog) => [dialog.id, dialog]));
    arrived = [];
    for (const dialog of batch.values()) updateLists(client, dialog, me);
  };

  const recount = (soon: boolean) => {
    if (soon) {
      clearTimeout(recounting);
      recounting = undefined;
    }
    recounting ??= setTimeout(
      () => {
        recounting = undefined;
        void client.invalidateQueries({ queryKey: keys.counts });
      },
      soon ? RECOUNT_NEW_MS : RECOUNT_MS,
    );
  };

  const stops = [
    inbox.onDialogUpdated((dialog: DialogSummary) => {
      const before = known.get(dialog.id) ?? findDialog(client, dialog.id);
      known.set(dialog.id, dialog);
      if (before) updateCounts(client, before, dialog, me);
      // A change of hands may leave a suggestion behind, and a closed dialog may be rated: no row carries these.
      if (before?.state !== dialog.state || dialog.state === 'closed')
        void client.invalidateQueries({ queryKey: keys.dialog(dialog.id) });
      recount(before === undefined);
      const call = callOf(before, dialog, me);
      if (call) for (const heard of callers) heard(call);
      arrived.push(dialog);
      // A hidden tab's timers may sleep for a minute, and nothing is drawn there anyway.
      if (globalThis.document?.hidden) draw();
      else drawing ??= setTimeout(draw, BATCH_MS);
    }),
    inbox.onReconnected(() => {
      void client.invalidateQueries({ queryKey: keys.dialogLists });
      void client.invalidateQueries({ queryKey: keys.counts });
    }),
  ];

  return {
    inbox,
    lastView: (id) => views.get(id),
    remember(view) {
      if (!view.loaded) return;
      // The map's order is the order of use: what was left longest ago goes first.
      views.delete(view.dialogId);
      views.set(view.dialogId, view);
      const [oldest] = views.keys();
      if (views.size > KEPT_VIEWS && oldest !== undefined) views.delete(oldest);
    },
    onCall(heard) {
      callers.add(heard);
      return () => callers.delete(heard);
    },
    stop() {
      clearTimeout(drawing);
      clearTimeout(recounting);
      for (const stop of stops) stop();
      inbox.close();
    },
  };
}

type Lists = InfiniteData<ListPage<DialogSummary>>;

function updateLists(client: QueryClient, dialog: DialogSummary, me: number): void {
  // A row that nobody holds names no assignee, and must take the one it had away.
  client.setQueryData<DialogDetail>(
    keys.dialog(dialog.id),
    (detail) => detail && { ...detail, assignee: undefined, ...dialog },
  );
  for (const [key, data] of client.getQueriesData<Lists>({ queryKey: keys.dialogLists })) {
    if (!data) continue;
    const [, view, search] = key as ReturnType<typeof keys.dialogList>;
    const stays = belongs(view as View, dialog, me);
    const shown = data.pages.some((page) => page.items.some(({ id }) => id === dialog.id));
    // Whether a new one fits a search only the server can tell.
    if (!shown && (!stays || search !== '')) continue;
    client.setQueryData<Lists>(key, { ...data, pages: withDialog(data.pages, dialog, stays, shown) });
  }
}

function withDialog(
  pages: Lists['pages'],
  dialog: DialogSummary,
  stays: boolean,
  shown: boolean,
): Lists['pages'] {
  if (!shown)
    return pages.map((page, index) => (index === 0 ? { ...page, items: [dialog, ...page.items] } : page));
  return pages.map((page) => {
    const at = page.items.findIndex(({ id }) => id === dialog.id);
    if (at === -1) return page;
    return { ...page, items: stays ? page.items.with(at, dialog) : page.items.toSpliced(at, 1) };
  });
}

function updateCounts(client: QueryClient, before: DialogSummary, after: DialogSummary, me: number): void {
  client.setQueryData<Counts>(keys.counts, (counts) => {
    if (!counts) return counts;
    const next = { ...counts };
    for (const view of VIEWS)
      next[view] += Number(belongs(view, after, me)) - Number(belongs(view, before, me));
    return next;
  });
}

function callOf(before: DialogSummary | undefined, after: DialogSummary, me: number): Call | undefined {
  // Polling tells of every row once, also of those that have long been waiting.
  const fresh = before !== undefined || Date.now() - Date.parse(after.state_since) < FRESH_MS;
  if (after.state === 'queued' && before?.state !== 'queued' && fresh)
    return { kind: 'queued', dialog: after };
  const grew = after.unread > (before?.unread ?? 0) && after.last_message?.sender === 'user';
  return grew && belongs('mine', after, me) ? { kind: 'message', dialog: after } : undefined;
}

/** A dialog that some list already shows. */
export function findDialog(client: QueryClient, id: number): DialogSummary | undefined {
  for (const [, data] of client.getQueriesData<Lists>({ queryKey: keys.dialogLists })) {
    for (const page of data?.pages ?? []) {
      const found = page.items.find((dialog) => dialog.id === id);
      if (found) return found;
    }
  }
  return undefined;
}
