import { createStore } from 'zustand';

export type Layer = 'palette' | 'help' | undefined;

/** What lies over the page; one at a time. */
export const layers = createStore<Layer>(() => undefined);

export const openLayer = (layer: Layer) => layers.setState(layer, true);
export const closeLayer = () => layers.setState(undefined, true);
