import { useQueryClient } from '@tanstack/react-query';
import {
  createContext,
  type ReactNode,
  useContext,
  useEffect,
  useLayoutEffect,
  useState,
  useSyncExternalStore,
} from 'react';
import { type DialogView, emptyView, type OperatorDialog, type Status } from 'tandem-client';
import { useStore } from 'zustand';
import { endpoint } from './api';
import { type Live, startLive } from './live';
import { forget, session } from './session';
import type { Operator } from './wire';

const LiveContext = createContext<Live | undefined>(undefined);

/** Keeps the one line to the server open for as long as somebody is signed in. */
export function LiveProvider({ me, children }: { me: Operator; children: ReactNode }) {
  const client = useQueryClient();
  const [live, setLive] = useState<Live>();
  useEffect(() => {
    const started = startLive(client, me.id, endpoint);
    const stopListening = started.inbox.subscribe(() => {
      if (started.inbox.getClosedReason() === 'session_ended') forget();
    });
    setLive(started);
    return () => {
      stopListening();
      started.stop();
    };
  }, [client, me.id]);
  return live ? <LiveContext value={live}>{children}</LiveContext> : null;
}

export function useLive(): Live {
  const live = useContext(LiveContext);
  if (!live) throw new Error('useLive outside of LiveProvider');
  return live;
}

export function useMe(): Operator {
  const state = useStore(session);
  if (state.status !== 'signed_in') throw new Error('useMe while nobody is signed in');
  return state.operator;
}

export function useStatus(): Status {
  const { inbox } = useLive();
  return useSyncExternalStore(inbox.subscribe, inbox.getStatus);
}

/**
 * A dialog while it is on the screen. It is closed on leaving, because the server tells colleagues
 * who has it open; until it has loaded again it shows what it showed last time.
 */
export function useDialog(id: number): { dialog: OperatorDialog | undefined; view: DialogView } {
  const live = useLive();
  const [dialog, setDialog] = useState<OperatorDialog>();
  useLayoutEffect(() => {
    const opened = live.inbox.open(id);
    setDialog(opened);
    return () => {
      live.remember(opened.getView());
      opened.close();
    };
  }, [live, id]);
  const view = useSyncExternalStore(dialog?.subscribe ?? never, dialog?.getView ?? nothing);
  return { dialog, view: view?.loaded ? view : (live.lastView(id) ?? view ?? emptyView(id)) };
}

const never = () => () => undefined;
const nothing = (): DialogView | undefined => undefined;
