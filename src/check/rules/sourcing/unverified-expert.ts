/** Somebody with a title and a view, and nobody who made sure that there is such a person. */
import type { Context } from '../../context.ts';
import type { Passage } from '../../passage.ts';
import type { Fault, Rule } from '../../rule.ts';
import { wholeWord } from '../../whole-word.ts';

const name = String.raw`\p{Lu}[\p{L}’'-]+(?: (?:al-|bin |van |von |de )?\p{Lu}[\p{L}’'-]+){1,2}`;
const title = String.raw`(?:Dr|Prof|Professor|Colonel|Col|General|Gen|Lt|Admiral|Major|Captain|Ambassador)\.?`;
const role =
  '(?:analyst|expert|scholar|professor|researcher|fellow|specialist|commentator|historian|economist|strategist|officer|diplomat|lecturer|academic)';
const speech =
  /\b(?:says?|said|notes?|noted|argues?|argued|warns?|warned|observes?|observed|remarks?|remarked|according to|told|believes?|thinks|explains?|explained|writes|wrote|emphasi[sz]e[sd]?|cautions?|adds?|added|concludes?)\b|[“"«]/iu;

/** "Dr Ann Example", "Ann Example, a retired officer", "the analyst Ann Example". */
const introductions = [
  new RegExp(String.raw`\b${title} (?<name>${name.replace('{1,2}', '{0,2}')})`, 'gu'),
  new RegExp(
    String.raw`(?<name>${name}), (?:an?|the|former|retired)\b[^,.;]{0,60}\b${role}(?=[,.;]| (?:at|of|in|with|from|who|and|for)\b)`,
    'gu',
  ),
  new RegExp(String.raw`\b${role} (?<name>${name})`, 'gu'),
];

export const unverifiedExpert: Rule = {
  id: 'sourcing/unverified-expert',
  severity: 'error',
  title: 'Nobody is quoted as an expert whom the desk could not verify.',
  why: 'Invented experts give weight to nothing. A source’s record says under "experts:" whom the desk made sure of, and how.',
  example: {
    bad: 'Dr Ann Example, an analyst, calls it a turning point.[^blog]',
    good: 'experts: [{ name: Ann Example, verified: staff page of her institute }] in the record of the source',
  },
  *check(context) {
    const known = expertsOf(context);
    for (const passage of context.stories.flatMap(({ body }) => context.read(body).passages)) {
      const told = new Set<string>();
      for (const { name: full, source } of known.unverified) {
        const found = wholeWord(full).exec(passage.text);
        if (found === null) continue;
        told.add(full);
        yield {
          ...passage.at(found.index, found.index + full.length),
          what: `${full} is on record as an expert whom the desk could not verify (${source}).`,
          remedy:
            'Leave the name and the words out, or verify who it is and say how in the record of the source.',
        };
      }
      yield* unheardOf(passage, known.verified, told);
    }
  },
};

type KnownExperts = {
  readonly verified: ReadonlySet<string>;
  readonly unverified: readonly { readonly name: string; readonly source: string }[];
};

/** The author of a source that has a record is known by that record. */
function expertsOf({ issue }: Context): KnownExperts {
  const entries = issue.sources.flatMap((source) =>
    source.experts.map((expert) => ({ ...expert, source: source.file })),
  );
  const verified = entries.filter((entry) => entry.verified !== null).map((entry) => entry.name);
  const authors = issue.sources.map(({ author }) => author).filter((author) => author !== null);
  return {
    verified: new Set([...verified, ...authors]),
    unverified: entries.filter((entry) => entry.verified === null && !verified.includes(entry.name)),
  };
}

/** Whoever is introduced as an expert and speaks, and is in no record at all. */
function* unheardOf(passage: Passage, verified: ReadonlySet<string>, told: Set<string>): Generator<Fault> {
  if (!speech.test(passage.text)) return;
  for (const found of introductions.flatMap((pattern) => [...passage.text.matchAll(pattern)])) {
    const full = (found.groups?.name ?? found[0]).replace(new RegExp(`^${title} `), '');
    const isKnown = [...verified, ...told].some((each) => each === full || each.endsWith(` ${full}`));
    if (isKnown) continue;
    told.add(full);
    const at = found.index + found[0].indexOf(full);
    yield {
      ...passage.at(at, at + full.length),
      severity: 'warning',
      what: `${full} is presented as an expert, and no record says that the desk made sure who that is.`,
      remedy:
        'Name the person under "experts:" in the record of the source, with how you verified them, or leave the name out.',
    };
  }
}
