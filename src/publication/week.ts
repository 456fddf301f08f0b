/** ISO 8601 weeks, in which the desk thinks: `2024-W25` is Monday 17 to Sunday 23 June 2024. */

export type Week = {
  readonly name: string;
  /** Monday, `YYYY-MM-DD`. */
  readonly from: string;
  /** Sunday, `YYYY-MM-DD`. */
  readonly to: string;
  /** Saturday, the day on which issues are sent. */
  readonly saturday: string;
};

const dayMs = 24 * 60 * 60 * 1000;

/** Returns null for anything but a week that exists, as `YYYY-Www`. */
export function parseWeek(name: string): Week | null {
  const match = /^(\d{4})-W(\d\d)$/.exec(name);
  if (match === null) return null;
  // The fourth of January is always in the first week.
  const fourth = Date.UTC(Number(match[1]), 0, 4);
  const monday = mondayOf(fourth) + (Number(match[2]) - 1) * 7 * dayMs;
  return weekName(monday) === name ? weekFrom(monday) : null;
}

/** The week that holds a day, given as `YYYY-MM-DD`. */
export function weekOf(day: string): Week {
  return weekFrom(mondayOf(Date.parse(`${day}T00:00:00Z`)));
}

function weekFrom(monday: number): Week {
  return {
    name: weekName(monday),
    from: isoDay(monday),
    to: isoDay(monday + 6 * dayMs),
    saturday: isoDay(monday + 5 * dayMs),
  };
}

function mondayOf(time: number): number {
  return time - ((new Date(time).getUTCDay() + 6) % 7) * dayMs;
}

/** A week belongs to the year that holds its Thursday. */
function weekName(monday: number): string {
  const year = new Date(monday + 3 * dayMs).getUTCFullYear();
  const number = (monday - mondayOf(Date.UTC(year, 0, 4))) / (7 * dayMs) + 1;
  return `${year}-W${String(number).padStart(2, '0')}`;
}

function isoDay(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
