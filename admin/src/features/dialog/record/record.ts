import { createStore } from 'zustand';

export interface Asked {
  generation: number;
  /** Nothing came of it: then the question is another one. */
  failed: boolean;
}

/** The reply whose record is looked at; one at a time. */
export const shownRecord = createStore<Asked | undefined>(() => undefined);

export const openRecord = (generation: number, failed = false) =>
  shownRecord.setState({ generation, failed }, true);
export const closeRecord = () => shownRecord.setState(undefined, true);

/** What the button asks and its sheet answers. */
export const questionOf = (failed: boolean) => (failed ? 'What happened?' : 'How was this answered?');
