/** Dates as a reader says them; from text and language alone, so that no clock and no time zone can change them. */

const shapes: Readonly<Record<number, Intl.DateTimeFormatOptions>> = {
  4: { year: 'numeric' },
  7: { year: 'numeric', month: 'long' },
  10: { year: 'numeric', month: 'long', day: 'numeric' },
};

/** `2024-06-22`, `2024-06` or `2024` in the manner of `locale`, by the Gregorian calendar: `22 June 2024`. */
export function formatDate(date: string, locale: string): string {
  const day = new Date(`${date.padEnd(10, '-01').slice(0, 10)}T00:00:00Z`);
  return formatter(locale, shapes[date.length] ?? {}).format(day);
}

/** `22 June 2024` with its weekday before it. */
export function formatDay(date: string, locale: string): string {
  return formatter(locale, { ...shapes[10], weekday: 'long' }).format(new Date(`${date}T00:00:00Z`));
}

/** Making a formatter costs a thousand times what using it does. */
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(locale: string, shape: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = JSON.stringify([locale, shape]);
  const known =
    formatters.get(key) ??
    new Intl.DateTimeFormat(locale, { ...shape, timeZone: 'UTC', calendar: 'gregory' });
  formatters.set(key, known);
  return known;
}

/** Adults read prose of this kind at about this pace. */
const wordsPerMinute = 230;

/** Whole minutes, at least one. */
export function readingMinutes(words: number): number {
  return Math.max(1, Math.round(words / wordsPerMinute));
}
