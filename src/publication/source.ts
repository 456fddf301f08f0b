/** `content/sources/ID.md` → Source. */
import { basename } from 'node:path/posix';
import { z } from 'zod';
import { day, line, optionalLine, webAddress } from './fields.ts';
import { parseDocument } from './front-matter.ts';
import type { Source } from './types.ts';
import { credibilities, reliabilities } from './types.ts';
import type { Remedies } from './validate.ts';
import { validate } from './validate.ts';
import { waivers, waiversRemedy } from './waiver.ts';

const schema = z.strictObject({
  title: line,
  publisher: optionalLine,
  author: optionalLine,
  url: webAddress.nullish().transform((value) => value ?? null),
  published: z
    .union([z.number().transform(String), z.string()])
    .refine(isPartialDate, 'a date is wanted, as YYYY-MM-DD, YYYY-MM or YYYY')
    .nullish()
    .transform((value) => value ?? null),
  retrieved: day.nullish().transform((value) => value ?? null),
  language: line,
  reliability: z.enum(reliabilities, 'a letter from A (reliable) to F (cannot be judged) is wanted'),
  credibility: z.literal(credibilities, 'a number from 1 (confirmed) to 6 (cannot be judged) is wanted'),
  experts: z
    .array(z.strictObject({ name: line, verified: optionalLine }, 'name and verified are wanted'))
    .nullish()
    .transform((value) => value ?? []),
  waivers,
});

const remedies: Remedies = {
  title: 'Add "title:" with the title that the source bears.',
  publisher: 'Write "publisher:" with its name, or leave it empty where it is not known.',
  author: 'Write "author:" with the name, or leave it empty where it is not known.',
  url: 'Write "url:" with the address, https://…, or leave it empty where it is not known.',
  published: 'Write "published:" as YYYY-MM-DD, YYYY-MM or YYYY, or leave it empty where it is not known.',
  retrieved: 'Write "retrieved:" as YYYY-MM-DD, or leave it empty where it is not known.',
  language: 'Add "language:" with a language tag, for instance "en".',
  reliability: 'Add "reliability:" with a letter of the Admiralty scale, A to F.',
  credibility: 'Add "credibility:" with a number of the Admiralty scale, 1 to 6.',
  experts:
    'Write "experts:" as a list of "name:" and "verified:" (by what; empty where it could not be), or leave it out.',
  waivers: waiversRemedy,
};

/** Throws ProblemsError with every fault of the file. */
export function parseSource(file: string, text: string): Source {
  const document = parseDocument(file, text);
  const data = validate(document, schema, remedies);
  return { id: basename(file, '.md'), file, ...data, note: document.body, lines: document.lines };
}

function isPartialDate(text: string): boolean {
  const [year, month = '01', dayOfMonth = '01'] = text.split('-');
  return (
    /^\d{4}(-\d\d(-\d\d)?)?$/.test(text) && z.iso.date().safeParse(`${year}-${month}-${dayOfMonth}`).success
  );
}
