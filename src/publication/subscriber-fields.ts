/** `subscriberFields` of the publication: names of attributes, each with a type where it is no text. */
import { z } from 'zod';
import { fieldTypes, type SubscriberField } from './types.ts';

/** What every subscriber has, and the words of segments: an attribute of that name could not be told apart. */
const taken = ['name', 'email', 'domain', 'list', 'state', 'tag', 'joined', 'and', 'or', 'not'];

const name = z
  .string('a name such as "city" is wanted')
  .regex(/^[a-z][A-Za-z0-9]*$/, 'a name such as "city" is wanted')
  .refine((text) => !taken.includes(text), 'this name means something else already');

const withType = z.strictObject(
  { name, type: z.enum(fieldTypes, '"text", "number", "date" or "boolean" is wanted') },
  'a name is wanted, or "name:" and "type:"',
);

export const subscriberFields = z
  .array(
    z.preprocess((value) => (typeof value === 'string' ? { name: value, type: 'text' } : value), withType),
    'a list of names is wanted',
  )
  .refine(
    (fields: readonly SubscriberField[]) => new Set(fields.map((field) => field.name)).size === fields.length,
    'two attributes have the same name',
  )
  .default([]);
