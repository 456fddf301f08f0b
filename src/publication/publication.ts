/** `content/publication.md` → Publication: the facts that stand on every issue. */
import { z } from 'zod';
import { line, mailbox, slug, webAddress } from './fields.ts';
import { parseDocument } from './front-matter.ts';
import { clientShares, dictionary, houseStyle } from './style.ts';
import { subscriberFields } from './subscriber-fields.ts';
import type { Publication } from './types.ts';
import { countings } from './types.ts';
import type { Remedies } from './validate.ts';
import { validate } from './validate.ts';
import { waivers, waiversRemedy } from './waiver.ts';

/** The only path from the root that is fixed by name. */
export const publicationFile = 'content/publication.md';

/** RFC 5321 4.5.3.1.1 allows 64 octets before the @; a plus and a reader's token of 48 letters and digits follow the name. */
const longestBounceName = 15;

const schema = z.strictObject({
  title: line,
  tagline: line,
  from: z.strictObject({ name: line, address: mailbox }, 'name and address are wanted'),
  replyTo: mailbox.nullish().transform((value) => value ?? null),
  bounceAddress: mailbox
    .refine(
      (address) => address.lastIndexOf('@') <= longestBounceName,
      `it has more than ${longestBounceName} characters before the @`,
    )
    .nullish()
    .transform((value) => value ?? null),
  url: webAddress.transform((url) => url.replace(/\/+$/, '')),
  postalAddress: z.array(line, 'a list of lines is wanted').min(1, 'at least one line is wanted'),
  language: z
    .string('a language tag is wanted')
    .refine(isLanguageTag, 'a language tag is wanted, for instance "en" or "ar"'),
  lists: z
    .array(z.strictObject({ id: slug, name: line, description: line }), 'a list of lists is wanted')
    .min(1, 'at least one list is wanted')
    .refine(
      (lists) => new Set(lists.map((list) => list.id)).size === lists.length,
      'two lists have the same id',
    ),
  subscriberFields,
  images: z.enum(['linked', 'embedded'], '"linked" or "embedded" is wanted').default('linked'),
  counting: z.enum(countings, '"none", "clicks" or "clicks and opens" is wanted').default('none'),
  theme: z.strictObject(
    {
      accent: z
        .string()
        .regex(/^#[0-9a-f]{6}$/i, 'a colour is wanted, as #rrggbb')
        .transform((colour) => colour.toLowerCase()),
    },
    '"accent" is wanted',
  ),
  style: houseStyle,
  dictionary,
  clients: clientShares,
  waivers,
});

const remedies: Remedies = {
  title: 'Add "title:" with the publication\'s name.',
  tagline: 'Add "tagline:" with one line on what it is about.',
  from: 'Add "from:" with "name:" and "address:", who sends the issues.',
  replyTo: 'Write "replyTo:" with the address that answers go to, or leave it out.',
  bounceAddress: `Write "bounceAddress:" with the mailbox that bounces come back to, at most ${longestBounceName} characters before its @, or leave it out.`,
  url: 'Add "url:" with the publication\'s address on the web, https://….',
  postalAddress:
    'Add "postalAddress:" with the lines of a postal address; the law wants it in every message.',
  language: 'Add "language:" with a language tag, for instance "en".',
  lists: 'Add "lists:" with "id:", "name:" and "description:" of each list that readers can join.',
  subscriberFields:
    'Write "subscriberFields:" with names of attributes, for instance "[city, organisation]", or "{name: age, type: number}" where they are no text.',
  images: 'Write "images: linked" (at the publication\'s address) or "images: embedded" (in the message).',
  counting:
    'Write "counting: clicks" or "counting: clicks and opens", or leave it out: then nothing is counted.',
  theme: 'Add "theme:" with "accent:", a colour as "#rrggbb" in quotes.',
  style:
    'Write "style:" with "spellings:" and "names:" (what is written: [what is not]) and "avoid:" (word, instead), or leave it out.',
  dictionary: 'Write "dictionary:" as a list of words that the spelling check should know, or leave it out.',
  clients:
    'Write "clients:" with the share of readers of each mail client in per cent, for instance "outlook.windows: 7".',
  waivers: waiversRemedy,
};

/** Throws ProblemsError with every fault of the file. */
export function parsePublication(text: string): Publication {
  const document = parseDocument(publicationFile, text);
  const data = validate(document, schema, remedies);
  return { file: publicationFile, ...data, about: document.body, lines: document.lines };
}

function isLanguageTag(text: string): boolean {
  try {
    return new Intl.Locale(text).toString().length > 0;
  } catch {
    return false;
  }
}
