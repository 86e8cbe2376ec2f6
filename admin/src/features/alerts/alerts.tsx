import { useEffect } from 'react';
import { useLocation } from 'wouter';
import { useCounts } from '@/lib/counts';
import { useLive } from '@/lib/live-context';
import { nameOf } from '@/lib/names';
import { notify } from '@/lib/notify';
import { preferences } from '@/lib/preferences';
import { chime } from '@/lib/sound';

/** Sound, desktop notification and the number in the title. Draws nothing. */
export function Alerts(): null {
  useTitleCount();
  useCalls();
  return null;
}

function useTitleCount(): void {
  const waiting = useCounts().data?.waiting ?? 0;
  useEffect(() => {
    document.title = waiting > 0 ? `(${waiting}) Tandem` : 'Tandem';
  }, [waiting]);
}

function useCalls(): void {
  const live = useLive();
  const [, navigate] = useLocation();
  useEffect(
    () =>
      live.onCall(({ kind, dialog }) => {
        const path = `/inbox/${kind === 'queued' ? 'waiting' : 'mine'}/${dialog.id}`;
        const watching = document.visibilityState === 'visible' && document.hasFocus();
        const open = window.location.pathname.endsWith(`/${dialog.id}`);
        if (watching && open) return;
        void firstTab(`${kind}:${dialog.id}:${dialog.updated_at}`, () => {
          if (preferences.getState().sound) chime(kind);
          const title =
            kind === 'queued' ? `${nameOf(dialog.contact)} waits for a person` : nameOf(dialog.contact);
          if (!watching) notify(title, dialog.last_message?.text ?? '', path, navigate);
        });
      }),
    [live, navigate],
  );
}

/** How long a lock keeps the other tabs from ringing for the same thing. */
const HELD_MS = 2_000;

/** Of all tabs that hear a call, one rings. */
async function firstTab(what: string, ring: () => void): Promise<void> {
  if (!navigator.locks) return ring();
  await navigator.locks.request(`tandem:call:${what}`, { ifAvailable: true }, async (lock) => {
    if (!lock) return;
    ring();
    await new Promise((done) => setTimeout(done, HELD_MS));
  });
}
