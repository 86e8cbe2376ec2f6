import { createStore } from 'zustand';

export interface Toast {
  id: number;
  text: string;
  tone: 'good' | 'danger';
}

export const toasts = createStore<readonly Toast[]>(() => []);

const SHOWN_MS = 5_000;
let lastId = 0;

/** Says something in passing. What went wrong stays twice as long. */
export function say(text: string, tone: Toast['tone'] = 'good'): void {
  lastId += 1;
  const toast = { id: lastId, text, tone };
  toasts.setState((shown) => [...shown.filter((other) => other.text !== text).slice(-2), toast], true);
  setTimeout(() => dismiss(toast.id), tone === 'danger' ? 2 * SHOWN_MS : SHOWN_MS);
}

export function dismiss(id: number): void {
  toasts.setState((shown) => shown.filter((toast) => toast.id !== id), true);
}
