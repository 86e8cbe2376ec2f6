import { createStore } from 'zustand';

/** The generation whose record is looked at; one at a time. */
export const shownRecord = createStore<number | undefined>(() => undefined);

export const openRecord = (generation: number) => shownRecord.setState(generation, true);
export const closeRecord = () => shownRecord.setState(undefined, true);
