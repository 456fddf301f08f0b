/** Finds days in a text – "Tuesday, 18 June 2024", "June 18", "2024-06-18" – and counts with them. */

export type FoundDay = {
  readonly index: number;
  readonly text: string;
  /** Null where the text leaves it to the reader. */
  readonly year: number | null;
  readonly month: number;
  readonly day: number;
  /** 0 is Sunday; null where none is given. */
  readonly weekday: number | null;
};

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const month =
  '(?<month>Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)';
const weekday = '(?:(?<weekday>(?:Sun|Mon|Tues|Wednes|Thurs|Fri|Satur)day),?\\s+(?:the\\s+)?)?';
const year = '(?:,?\\s+(?<year>(?:19|20)\\d\\d))?';

const patterns = [
  new RegExp(`\\b${weekday}(?<day>\\d{1,2})(?:st|nd|rd|th)?\\s+(?:of\\s+)?${month}\\b\\.?${year}\\b`, 'gu'),
  new RegExp(`\\b${weekday}${month}\\.?\\s+(?<day>\\d{1,2})(?:st|nd|rd|th)?(?!\\d)${year}\\b`, 'gu'),
  /\b(?<year>(?:19|20)\d\d)-(?<month>\d\d)-(?<day>\d\d)\b/gu,
];

export function daysIn(text: string): FoundDay[] {
  return patterns
    .flatMap((pattern) => [...text.matchAll(pattern)])
    .map((match) => {
      const groups = match.groups as Record<string, string | undefined>;
      const name = (groups.month as string).toLowerCase().slice(0, 3);
      return {
        index: match.index,
        text: match[0],
        year: groups.year === undefined ? null : Number(groups.year),
        month: months.includes(name) ? months.indexOf(name) + 1 : Number(groups.month),
        day: Number(groups.day),
        weekday:
          groups.weekday === undefined ? null : weekdays.indexOf(groups.weekday.toLowerCase().slice(0, 3)),
      };
    })
    .filter((found) => found.day >= 1 && found.day <= 31 && found.month >= 1 && found.month <= 12)
    .toSorted((a, b) => a.index - b.index);
}

/** `YYYY-MM-DD` */
export function isoDay(year: number, monthOfYear: number, day: number): string {
  return `${year}-${String(monthOfYear).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

/** 0 is Sunday. */
export function weekdayOf(iso: string): number {
  return new Date(`${iso}T00:00:00Z`).getUTCDay();
}

/** Whole days from one to the other. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000);
}

/** `Tuesday` */
export function weekdayName(number: number): string {
  return ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'][number] as string;
}
