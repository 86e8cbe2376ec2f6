import type { Dialog, DialogDetail, DialogState, Hello, MessageFrame, Person } from '../wire.ts';
import { withMarks } from './entries.ts';
import type { DialogView } from './view.ts';

interface Hands {
  state: DialogState;
  manager?: Person | undefined;
  position?: number | undefined;
}

/** Who has the dialog now. Position and manager belong to a state and go with it. */
export function inHands(view: DialogView, hands: Hands): DialogView {
  const { manager: _manager, position: _position, ...rest } = view;
  const next: DialogView = { ...rest, state: hands.state };
  const sameState = hands.state === view.state;
  if (hands.state === 'operator') {
    const manager = hands.manager ?? (sameState ? view.manager : undefined);
    if (manager) next.manager = manager;
  }
  if (hands.state === 'queued') {
    const position = hands.position ?? (sameState ? view.position : undefined);
    if (position !== undefined) next.position = position;
  }
  if (hands.state !== 'operator') delete next.suggestion;
  return next;
}

/** State and marks as the server itself tells them: in `hello`, or when the dialog is read by REST. */
export function fromServer(view: DialogView, told: Hello | Dialog | DialogDetail): DialogView {
  const lastSeq = told.last_seq ?? 0;
  let next = withMarks(view, told);
  if (lastSeq > next.knownSeq) next = { ...next, knownSeq: lastSeq };
  // Read before something that is applied here already: its state may be the one before.
  if (told.state === undefined || lastSeq < view.lastSeq) return next;
  const manager = 'assignee' in told ? told.assignee : 'manager' in told ? told.manager : undefined;
  next = inHands(next, { state: told.state, manager, position: told.position });
  return { ...next, stateSeq: lastSeq };
}

/**
 * A change of hands is also a numbered `system` message, so that who was away learns of it. Those that
 * the server's word about the present covers are history and change nothing.
 */
export function fromSystemMessage(view: DialogView, frame: MessageFrame): DialogView {
  if (frame.seq <= view.stateSeq) return view;
  const { meta } = frame;
  switch (meta?.code) {
    case 'handoff_requested':
      return inHands(view, { state: 'queued' });
    case 'handoff_started':
      return inHands(view, { state: 'operator', manager: meta.manager ?? frame.author });
    case 'handoff_ended':
      return inHands(view, { state: meta.to === 'queue' ? 'queued' : 'assistant' });
    case 'dialog_closed':
      return inHands(view, { state: 'closed' });
    case 'dialog_reopened':
      return inHands(view, { state: 'assistant' });
    default:
      return view;
  }
}
