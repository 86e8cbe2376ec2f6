const formatters = new Map<string, Intl.DateTimeFormat>();

/** Making a formatter is a hundred times dearer than using it. */
function formatter(locale: string, name: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale} ${name}`;
  const known = formatters.get(key);
  if (known) return known;
  let made: Intl.DateTimeFormat;
  try {
    made = new Intl.DateTimeFormat(locale, options);
  } catch {
    made = new Intl.DateTimeFormat(undefined, options);
  }
  formatters.set(key, made);
  return made;
}

export const clockTime = (timestamp: string, locale: string): string =>
  formatter(locale, 'time', { hour: '2-digit', minute: '2-digit' }).format(new Date(timestamp));

export const dayName = (timestamp: string, locale: string): string =>
  formatter(locale, 'day', { weekday: 'long', day: 'numeric', month: 'long' }).format(new Date(timestamp));

export const sameDay = (one: string, other: string): boolean =>
  new Date(one).toDateString() === new Date(other).toDateString();

/** Time today, else the date. */
export function shortTime(timestamp: string, locale: string, now = new Date()): string {
  if (sameDay(timestamp, now.toISOString())) return clockTime(timestamp, locale);
  return formatter(locale, 'date', { day: 'numeric', month: 'short' }).format(new Date(timestamp));
}
