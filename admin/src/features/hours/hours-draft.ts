import type { Hours, Span } from '@/lib/wire';

export const DAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;
export type Day = (typeof DAYS)[number];
export const MOST_SPANS = 4;
export const MOST_CLOSED = 100;
export const LONGEST_NAME = 80;

/** A line of a form; its key stays while it is edited. */
export interface DraftSpan extends Span {
  key: number;
}
export interface DraftClosed {
  key: number;
  date: string;
  name: string;
}

/** Opening hours while they are edited. A day ends at `00:00`, which the server calls `24:00`. */
export interface HoursDraft {
  /** Off: always open. */
  kept: boolean;
  zone: string;
  week: Record<Day, DraftSpan[]>;
  closed: DraftClosed[];
}

let lastKey = 0;
const nextKey = () => {
  lastKey += 1;
  return lastKey;
};

const END_OF_DAY = '24:00';
const MIDNIGHT = '00:00';

export const spanOf = (from: string, to: string): DraftSpan => ({ key: nextKey(), from, to });
export const closedDay = (): DraftClosed => ({ key: nextKey(), date: '', name: '' });

const office = () => [spanOf('09:00', '17:00')];

export function draftOf(hours: Hours | null | undefined): HoursDraft {
  const spansOf = (day: Day) =>
    (hours?.week[day] ?? []).map(({ from, to }) => spanOf(from, to === END_OF_DAY ? MIDNIGHT : to));
  const week = Object.fromEntries(
    DAYS.map((day, at) => [day, hours ? spansOf(day) : at < 5 ? office() : []]),
  ) as Record<Day, DraftSpan[]>;
  return {
    kept: hours != null,
    zone: hours?.time_zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
    week,
    closed: (hours?.closed ?? []).map(({ date, name }) => ({ key: nextKey(), date, name: name ?? '' })),
  };
}

export function hoursOf(draft: HoursDraft): Hours | null {
  if (!draft.kept) return null;
  const span = ({ from, to }: Span): Span => ({ from, to: to === MIDNIGHT ? END_OF_DAY : to });
  const week = Object.fromEntries(DAYS.map((day) => [day, draft.week[day].map(span)])) as Record<Day, Span[]>;
  const closed = draft.closed
    .map(({ date, name }) => (name.trim() === '' ? { date } : { date, name: name.trim() }))
    .toSorted((one, other) => one.date.localeCompare(other.date));
  return { time_zone: draft.zone.trim(), week, closed };
}

/** The hours of one day on every day from Monday to Friday. */
export function onWeekdays(week: HoursDraft['week'], from: Day): HoursDraft['week'] {
  const copied = DAYS.slice(0, 5)
    .filter((day) => day !== from)
    .map((day) => [day, week[from].map((span) => spanOf(span.from, span.to))]);
  return { ...week, ...Object.fromEntries(copied) };
}

export interface HoursErrors {
  zone?: string;
  days: Partial<Record<Day, string>>;
  /** By the keys of their lines. */
  closed: Record<number, string>;
}

export function errorsIn(draft: HoursDraft): HoursErrors {
  const errors: HoursErrors = { days: {}, closed: {} };
  if (!draft.kept) return errors;
  if (draft.zone.trim() === '') errors.zone = 'Name the place whose clock counts.';
  for (const day of DAYS) {
    const wrong = wrongSpans(draft.week[day]);
    if (wrong !== undefined) errors.days[day] = wrong;
  }
  const seen = new Set<string>();
  for (const { key, date } of draft.closed) {
    if (date === '') errors.closed[key] = 'Which day?';
    else if (seen.has(date)) errors.closed[key] = 'This day is in the list already.';
    seen.add(date);
  }
  return errors;
}

export const isFine = ({ zone, days, closed }: HoursErrors): boolean =>
  zone === undefined && Object.keys(days).length === 0 && Object.keys(closed).length === 0;

function wrongSpans(spans: Span[]): string | undefined {
  if (spans.some(({ from, to }) => from === '' || to === '')) return 'A time is missing.';
  const ends = spans.map(({ from, to }) => ({ from, to: to === MIDNIGHT ? END_OF_DAY : to }));
  if (ends.some(({ from, to }) => from >= to)) return 'It has to end after it begins.';
  const sorted = ends.toSorted((one, other) => one.from.localeCompare(other.from));
  const overlap = sorted.some(({ from }, at) => at > 0 && from < (sorted[at - 1]?.to ?? ''));
  return overlap ? 'These overlap.' : undefined;
}
