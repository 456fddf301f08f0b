/** `content/stories/YYYY-MM-DD-slug.md` → Story. */
import { basename } from 'node:path/posix';
import { z } from 'zod';
import { day, line } from './fields.ts';
import { lineOf, parseDocument } from './front-matter.ts';
import type { Problem } from './problem.ts';
import { ProblemsError } from './problem.ts';
import type { Citation, Prose, Story } from './types.ts';
import { statuses } from './types.ts';
import type { Remedies } from './validate.ts';
import { validate } from './validate.ts';
import { waivers, waiversRemedy } from './waiver.ts';

const schema = z.strictObject({
  title: line,
  date: day,
  topics: z.array(line, 'a list of topics is wanted').min(1, 'at least one topic is wanted'),
  status: z.enum(statuses, `one of ${statuses.join(', ')} is wanted`),
  image: z
    .strictObject(
      { src: line.regex(/^[\w][\w.-]*$/, 'a file name without folders is wanted'), alt: line, credit: line },
      'src, alt and credit are wanted',
    )
    .nullish()
    .transform((value) => value ?? null),
  follows: line.nullish().transform((value) => value ?? null),
  waivers,
});

const remedies: Remedies = {
  title: 'Add "title:" with a headline.',
  date: 'Add "date:" with the day of the development, as YYYY-MM-DD.',
  topics: 'Add "topics:" with one topic or more, for instance "topics: [Arms, Sanctions]".',
  status: `Add "status:" with one of ${statuses.join(', ')}.`,
  image: 'Write "image:" with "src:" (a file of content/images/), "alt:" and "credit:", or leave it out.',
  follows: 'Write "follows:" with the name of an earlier story\'s file, without ".md", or leave it out.',
  waivers: waiversRemedy,
};

/** Throws ProblemsError with every fault of the file. */
export function parseStory(file: string, text: string): Story {
  const document = parseDocument(file, text);
  const data = validate(document, schema, remedies);
  const id = basename(file, '.md');
  const problems: Problem[] = [];
  if (!id.startsWith(`${data.date}-`)) {
    problems.push({
      file,
      line: lineOf(document.lines, ['date']),
      what: `The date ${data.date} is not the one that the file's name begins with.`,
      remedy: `Rename the file to ${data.date}-….md, or mend the date.`,
    });
  }
  if (document.body.markdown.trim() === '') {
    problems.push({
      file,
      line: document.body.firstLine,
      what: 'The story has no text.',
      remedy: 'Write it below the front matter.',
    });
  }
  problems.push(...definitions(document.body));
  if (problems.length > 0) throw new ProblemsError(problems);
  return {
    id,
    file,
    ...data,
    body: document.body,
    citations: findCitations(document.body),
    lines: document.lines,
  };
}

/** Every `[^id]` outside of code, in order; an id is no longer than a file's name, so that brackets without end cost little. */
export function findCitations(prose: Prose): Citation[] {
  return withoutCode(prose.markdown)
    .split('\n')
    .flatMap((text, index) =>
      [...text.matchAll(/\[\^([^\]\s]{1,190})\](?!:)/g)].map((match) => ({
        sourceId: match[1] as string,
        line: prose.firstLine + index,
        column: match.index + 1,
      })),
    );
}

/** Footnotes are defined by source records alone, so that one source has one record and one grade. */
function definitions(prose: Prose): Problem[] {
  return withoutCode(prose.markdown)
    .split('\n')
    .flatMap((text, index) => {
      const id = /^ {0,3}\[\^([^\]\s]+)\]:/.exec(text)?.[1];
      if (id === undefined) return [];
      return [
        {
          file: prose.file,
          line: prose.firstLine + index,
          what: `The footnote "${id}" is defined in the story.`,
          remedy: `Move it into a source record, content/sources/${id}.md ("tumen new source ${id}"), and leave the citation.`,
        },
      ];
    });
}

/** Code spans and fences blanked out, every character's place kept. */
function withoutCode(markdown: string): string {
  return markdown.replace(
    /^( {0,3})(`{3,}|~{3,})[\s\S]*?(^ {0,3}\2|$(?![\s\S]))|(`+)[^`][\s\S]*?\4/gm,
    (code) => code.replace(/[^\n]/g, ' '),
  );
}
