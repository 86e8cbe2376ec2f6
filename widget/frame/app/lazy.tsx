import type { ComponentChild, ComponentType } from 'preact';
import { useLayoutEffect, useState } from 'preact/hooks';

type Late = typeof import('./late');

/**
 * A part that comes when it is first drawn; from then on it is there before the next painting. Without a
 * network it is tried again when it is next wanted.
 */
const lazy =
  (name: keyof Late, meanwhile?: ComponentChild): ComponentType =>
  () => {
    const [late, setLate] = useState<Late>();
    useLayoutEffect(() => {
      import('./late').then(setLate, () => {});
    }, []);
    const Part = late?.[name];
    return Part ? <Part /> : meanwhile;
  };

/** Most visitors have one dialog and never see the list. */
export const LazyDialogList = lazy('DialogList', <div class="dialogs" />);
/** Only who waits for a person. */
export const LazyQueueCard = lazy('QueueCard');
/** Only a closed dialog asks for it. */
export const LazyClosed = lazy('Closed');
/** Only a company that is closed says when it opens. */
export const LazyBackAt = lazy('BackAt');
