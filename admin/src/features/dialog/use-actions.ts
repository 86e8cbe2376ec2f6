import { useEffect, useRef, useState } from 'react';
import type { DialogState, DialogView, OperatorDialog, Person } from 'tandem-client';
import { explain, holderOf } from '@/lib/api';
import { useMe } from '@/lib/live-context';
import { say } from '@/lib/toasts';

/** In whose hands the dialog is. */
export interface Hands {
  state: DialogState;
  manager?: Person | undefined;
}

export interface Actions {
  claim: () => void;
  release: (to: 'assistant' | 'queue') => void;
  transfer: (to: { id: number; name: string }) => void;
  close: () => Promise<boolean>;
  reopen: () => void;
}

/** How long a hope outlives its confirmation, for the frame that brings the same news. */
const SETTLE_MS = 1_500;

/** Each action shows at once what it will lead to; a refusal takes that back, in words. */
export function useActions(
  dialog: OperatorDialog | undefined,
  view: DialogView,
): { hands: Hands; actions: Actions; takeovers: number } {
  const me = useMe();
  const [hoped, setHoped] = useState<Hands>();
  const [takeovers, setTakeovers] = useState(0);
  const latest = useRef(0);
  const fulfilled = hoped?.state === view.state && hoped.manager?.id === view.manager?.id;
  useEffect(() => {
    if (fulfilled) setHoped(undefined);
  }, [fulfilled]);

  const act = async (hope: Hands, run: (dialog: OperatorDialog) => Promise<void>): Promise<boolean> => {
    if (!dialog) return false;
    latest.current += 1;
    const turn = latest.current;
    const settle = () => {
      if (latest.current === turn) setHoped(undefined);
    };
    setHoped(hope);
    try {
      await run(dialog);
      setTimeout(settle, SETTLE_MS);
      return true;
    } catch (error) {
      settle();
      const holder = holderOf(error);
      say(holder ? `${holder} took this dialog first.` : explain(error), 'danger');
      return false;
    }
  };

  const self: Person = { id: me.id, name: me.name };
  // From a colleague's hands it is given, not claimed; who may do that is asked before.
  const others = view.state === 'operator' && view.manager?.id !== me.id;
  const hands = hoped ?? { state: view.state, manager: view.manager };
  const actions: Actions = {
    claim: () => {
      setTakeovers(takeovers + 1);
      void act({ state: 'operator', manager: self }, (on) => (others ? on.transfer(me.id) : on.claim()));
    },
    release: (to) => void act({ state: to === 'queue' ? 'queued' : 'assistant' }, (on) => on.release(to)),
    transfer: (to) =>
      void act({ state: 'operator', manager: to }, (on) => on.transfer(to.id)).then(
        (done) => done && say(`${to.name} has it now.`),
      ),
    close: () => act({ state: 'closed' }, (on) => on.closeDialog()),
    reopen: () => void act({ state: 'assistant' }, (on) => on.reopen()),
  };
  return { hands, actions, takeovers };
}
