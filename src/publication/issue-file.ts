/** `issues/NNN-slug.md` → IssueFile: an issue as it is written, its list and stories still names. */
import { basename } from 'node:path/posix';
import { z } from 'zod';
import { day, line, slug } from './fields.ts';
import { lineOf, parseDocument } from './front-matter.ts';
import { ProblemsError } from './problem.ts';
import type { Correction, KeyLines, Prose, Waiver } from './types.ts';
import type { Remedies } from './validate.ts';
import { validate } from './validate.ts';
import { waivers, waiversRemedy } from './waiver.ts';

export type IssueFile = {
  readonly number: number;
  readonly slug: string;
  readonly file: string;
  readonly date: string;
  readonly subject: string;
  readonly preheader: string;
  /** The id of a list of the publication. */
  readonly list: string;
  readonly layout: string;
  /** The id of a story. */
  readonly lead: string;
  readonly sections: readonly { readonly title: string; readonly stories: readonly string[] }[];
  readonly corrections: readonly Correction[];
  readonly waivers: readonly Waiver[];
  readonly letter: Prose;
  readonly lines: KeyLines;
};

/** The number and slug that the name of an issue's file holds: `issues/002-pyongyang.md` → 2, `pyongyang`. */
export function parseIssueName(file: string): { number: number; slug: string } | null {
  const match = /^(\d{3,})-([a-z0-9]+(?:-[a-z0-9]+)*)$/.exec(basename(file, '.md'));
  return match === null ? null : { number: Number(match[1]), slug: match[2] as string };
}

const schema = z.strictObject({
  number: z.int('a whole number is wanted').positive('a number from 1 is wanted'),
  date: day,
  subject: line,
  preheader: line,
  list: slug,
  layout: slug,
  lead: line,
  sections: z
    .array(
      z.strictObject({
        title: line,
        stories: z.array(line, 'a list of stories is wanted').min(1, 'it holds no story'),
      }),
      'a list of sections is wanted',
    )
    .default([]),
  corrections: z
    .array(
      z.strictObject({
        issue: z.int('the number of an issue is wanted').positive('the number of an issue is wanted'),
        text: line,
      }),
    )
    .default([]),
  waivers,
});

const remedies: Remedies = {
  number: 'Add "number:" with the number that the file\'s name begins with.',
  date: 'Add "date:" with the day of publication, as YYYY-MM-DD.',
  subject: 'Add "subject:" with 30 to 60 characters, the line that readers see in the inbox.',
  preheader: 'Add "preheader:" with 40 to 90 characters that go on where the subject stops.',
  list: 'Add "list:" with the id of one of the publication\'s lists.',
  layout: 'Add "layout:" with the name of a folder of templates/, for instance "digest".',
  lead: 'Add "lead:" with the name of a story\'s file, without ".md".',
  sections: 'Write "sections:" as a list, each with "title:" and "stories:".',
  corrections: 'Write "corrections:" as a list, each with "issue:" and "text:", or leave it out.',
  waivers: waiversRemedy,
};

/** Throws ProblemsError with every fault of the file. */
export function parseIssueFile(file: string, text: string): IssueFile {
  const name = parseIssueName(file);
  if (name === null) {
    throw new ProblemsError([
      {
        file,
        line: 1,
        what: "The file's name is not that of an issue.",
        remedy: 'Name it NNN-slug.md, for instance 004-after-the-visit.md.',
      },
    ]);
  }
  const document = parseDocument(file, text);
  const data = validate(document, schema, remedies);
  if (data.number !== name.number) {
    throw new ProblemsError([
      {
        file,
        line: lineOf(document.lines, ['number']),
        what: `The number ${data.number} is not the one that the file's name begins with.`,
        remedy: `Write "number: ${name.number}", or rename the file.`,
      },
    ]);
  }
  return { slug: name.slug, file, ...data, letter: document.body, lines: document.lines };
}
