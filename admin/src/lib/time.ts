import { useSyncExternalStore } from 'react';

// Making a formatter costs more than formatting, and lists make hundreds of calls.
const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const day = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });
const longDay = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' });
const full = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export const clockTime = (iso: string) => clock.format(new Date(iso));
export const fullTime = (iso: string) => full.format(new Date(iso));

/** `now`, `4m`, `3h`, then the day: as short as a row of the list wants it. */
export function shortAge(iso: string, now: number): string {
  const age = now - Date.parse(iso);
  if (age < MINUTE) return 'now';
  if (age < HOUR) return `${Math.floor(age / MINUTE)}m`;
  if (age < DAY) return `${Math.floor(age / HOUR)}h`;
  return age < 7 * DAY ? `${Math.floor(age / DAY)}d` : day.format(new Date(iso));
}

/** The same in a sentence: `just now`, `3h ago`, `on 8 Nov`. */
export function ago(iso: string, now: number): string {
  const age = shortAge(iso, now);
  if (age === 'now') return 'just now';
  return /^\d+[mhd]$/.test(age) ? `${age} ago` : `on ${age}`;
}

/** How long somebody has been waiting, to the second while it is fresh. */
export function waited(iso: string, now: number): string {
  const seconds = Math.max(0, Math.floor((now - Date.parse(iso)) / 1_000));
  const [hours, minutes] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60];
  if (hours > 0) return `${hours}h ${minutes}m`;
  return minutes > 0 ? `${minutes}m` : `${seconds}s`;
}

export function dayName(iso: string, now: number): string {
  const date = new Date(iso);
  const days = Math.round((new Date(now).setHours(0, 0, 0, 0) - new Date(iso).setHours(0, 0, 0, 0)) / DAY);
  if (days === 0) return 'Today';
  return days === 1 ? 'Yesterday' : longDay.format(date);
}

const listeners = new Set<() => void>();
let current = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;

function listen(heard: () => void): () => void {
  listeners.add(heard);
  timer ??= setInterval(tick, 10_000);
  return () => {
    listeners.delete(heard);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

function tick(): void {
  current = Date.now();
  for (const heard of listeners) heard();
}

/** The time, for everything that shows an age: one timer, not one per row. */
export function useNow(): number {
  return useSyncExternalStore(listen, () => current);
}
