/** Everything in an issue that is set as a heading. */
import type { Context } from '../../context.ts';
import { label, type Passage } from '../../passage.ts';

export type Heading = {
  readonly passage: Passage;
  readonly level: 'subject' | 'section' | 'story' | 'within';
  /** Characters that it may have. */
  readonly most: number;
};

export function headingsOf({ issue, stories, read }: Context): Heading[] {
  const at = (key: string) => issue.lines.get(key) ?? 1;
  return [
    {
      passage: label('issue', issue.file, at('subject'), issue.subject),
      level: 'subject',
      most: Number.POSITIVE_INFINITY,
    },
    ...issue.sections.map(
      ({ title }, index): Heading => ({
        passage: label('issue', issue.file, at(`sections.${index}.title`), title),
        level: 'section',
        most: 40,
      }),
    ),
    ...stories.flatMap((story): Heading[] => [
      {
        passage: label('story', story.file, story.lines.get('title') ?? 1, story.title),
        level: 'story',
        most: 80,
      },
      ...headingsWithin(read(story.body).passages),
    ]),
    ...headingsWithin(read(issue.letter).passages),
  ];
}

function headingsWithin(passages: readonly Passage[]): Heading[] {
  return passages
    .filter(({ kind }) => kind === 'heading')
    .map((passage) => ({ passage, level: 'within', most: 80 }));
}
