/** The text says one day, the front matter another. */
import type { Story } from '../../../publication/types.ts';
import { daysBetween, daysIn, type FoundDay, isoDay, weekdayName, weekdayOf } from '../../days.ts';
import type { Passage } from '../../passage.ts';
import type { Fault, Rule } from '../../rule.ts';

type SaidDay = FoundDay & { readonly passage: Passage; readonly iso: string };

const ahead =
  /\b(?:will|would|shall|may|might|could|should|plans?|planned|due|expected|expects|scheduled|until|by|before|from|next|upcoming|deadline)\b/iu;

export const dateContradiction: Rule = {
  id: 'editorial/date-contradiction',
  severity: 'error',
  title: 'A story’s text and its front matter tell the same day.',
  why: 'One of the two is wrong, and the archive is sorted by the one that readers do not see.',
  example: {
    bad: 'date: 2024-06-19, and “On Tuesday, 19 June 2023, he …”',
    good: 'On Wednesday, 19 June 2024, he …',
  },
  *check({ stories, read }) {
    for (const story of stories) {
      const days = read(story.body).passages.flatMap((passage) =>
        daysIn(passage.text).map((found): SaidDay => {
          const year = found.year ?? Number(story.date.slice(0, 4));
          return { ...found, passage, iso: isoDay(year, found.month, found.day) };
        }),
      );
      for (const said of days) {
        const what = contradiction(story, said, days);
        if (what !== null) yield faultAt(said, what);
      }
    }
  },
};

/** What is wrong with a day that the text names, or null. */
function contradiction(story: Story, said: SaidDay, all: readonly SaidDay[]): string | null {
  if (said.weekday !== null && said.weekday !== weekdayOf(said.iso)) {
    return `${said.iso} was a ${weekdayName(weekdayOf(said.iso))}, and the text says ${weekdayName(said.weekday)}.`;
  }
  if (said.iso === story.date) return null;
  if (said.iso.slice(5) === story.date.slice(5)) {
    return `The text has this day in ${said.iso.slice(0, 4)}, the front matter in ${story.date.slice(0, 4)}.`;
  }
  const distance = daysBetween(story.date, said.iso);
  // A day that lies ahead is no contradiction where the sentence looks ahead, nor a deadline.
  if (distance > 0 && (said.year !== null || distance <= 31) && !ahead.test(sentenceOf(said))) {
    return `The text has happened on ${said.iso} what the front matter dates ${story.date}.`;
  }
  const near = all.filter((other) => Math.abs(daysBetween(story.date, other.iso)) <= 31);
  if (near.length === 1 && near[0] === said && distance < 0 && said.passage === all[0]?.passage) {
    return `The only day of that time in the text is ${said.iso}, and the front matter says ${story.date}.`;
  }
  return null;
}

function sentenceOf({ passage, index }: SaidDay): string {
  const from = passage.text.lastIndexOf('. ', index) + 1;
  const to = passage.text.indexOf('. ', index);
  return passage.text.slice(from, to < 0 ? undefined : to);
}

function faultAt({ passage, index, text }: SaidDay, what: string): Fault {
  return {
    ...passage.at(index, index + text.length),
    what,
    remedy: 'Find out which is right, and mend the text or “date:” with the file’s name.',
  };
}
