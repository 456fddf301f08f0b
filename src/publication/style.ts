/** What a publication says of its own language and its readers' mail clients, for `tumen check` to hold it to. */
import { z } from 'zod';
import { line } from './fields.ts';

/** One spelling or name, and the ones that it stands for. */
const oneWay = z
  .record(line, z.array(line, 'a list of what is not written is wanted').min(1, 'it names nothing'))
  .nullish()
  .transform((entries) => Object.entries(entries ?? {}).map(([write, not]) => ({ write, not })));

/** `style:` */
export const houseStyle = z
  .strictObject(
    {
      spellings: oneWay,
      names: oneWay,
      avoid: z
        .array(z.strictObject({ word: line, instead: line }, 'word and instead are wanted'))
        .nullish()
        .transform((entries) => entries ?? []),
    },
    'spellings, names and avoid are wanted',
  )
  .nullish()
  .transform((style) => style ?? { spellings: [], names: [], avoid: [] });

/** `dictionary:` */
export const dictionary = z
  .array(line, 'a list of words is wanted')
  .nullish()
  .transform((words) => words ?? []);

const share = z.number('a share in per cent is wanted').positive('a share above 0 is wanted').max(100);

/** `clients:`; the names are caniemail's, `family.platform`. */
export const clientShares = z
  .record(
    z.string().regex(/^[a-z0-9-]+\.[a-z0-9-]+$/, 'a client is wanted, such as "outlook.windows"'),
    share,
  )
  .refine(
    (shares) => Object.values(shares).reduce((sum, each) => sum + each, 0) <= 100.5,
    'the shares are more than 100 per cent together',
  )
  .nullish()
  .transform((shares) =>
    Object.entries(shares ?? {}).map(([client, percent]) => ({ client, share: percent })),
  );
