import type { Dialog, Generation, HistoryPage, ServerFrame } from '../wire.ts';
import type { Delivery, DialogView, Entry, Failure } from './view.ts';

export type DialogAction =
  | { type: 'frame'; frame: ServerFrame; now: number }
  | { type: 'history'; how: 'replace' | 'before' | 'after'; page: HistoryPage }
  | { type: 'dialog'; dialog: Dialog }
  | { type: 'generation'; generation: Generation }
  | { type: 'optimistic'; entry: Entry }
  | { type: 'delivery'; clientId: string; delivery: Delivery; failure?: Failure }
  | { type: 'discard'; clientId: string }
  | { type: 'tick'; now: number };

/** The one place where a dialog's view changes. Pure. */
export declare function reduceDialog(view: DialogView, action: DialogAction): DialogView;
