/** `waivers:` in front matter: findings of `tumen check` that the desk has decided to live with, why, and until when. */
import { z } from 'zod';
import { day, line } from './fields.ts';

/** What may stand under `waivers:` in a story, a source, an issue and the publication. */
export const waivers = z
  .array(
    z.strictObject(
      {
        rule: line.regex(/^[a-z]+\/[a-z-]+$/, 'the name of a rule is wanted, such as "sourcing/no-source"'),
        reason: line,
        until: day,
      },
      'rule, reason and until are wanted',
    ),
    'a list of waivers is wanted',
  )
  .nullish()
  .transform((value) => value ?? []);

export const waiversRemedy =
  'Write "waivers:" as a list, each with "rule:" (see "tumen check --rules"), "reason:" and "until:" (YYYY-MM-DD), or leave it out.';
