/** Days as the pages say them, in the publication's language. */
import { formatDate } from '../render/dates.ts';
import { dateLocale } from '../render/languages.ts';

/** `12 October 2024`, in the manner of `language`. */
export function formatLongDay(day: string, language: string): string {
  return formatDate(day, dateLocale(language));
}
