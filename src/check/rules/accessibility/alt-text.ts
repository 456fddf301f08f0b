/** Pictures for those who do not see them. */
import type { Template } from '../../../publication/types.ts';
import type { Context } from '../../context.ts';
import type { Place } from '../../passage.ts';
import type { Fault, Rule } from '../../rule.ts';

const mostCharacters = 200;

export const altText: Rule = {
  id: 'accessibility/alt-text',
  severity: 'error',
  title: 'Every picture says in words what it shows.',
  why: 'Many clients hold pictures back, and many readers never see them. Looked for in the source: MJML makes alt="" of a missing one.',
  example: {
    bad: 'alt: bridge.png',
    good: 'alt: A short green train crosses an iron bridge over a calm river.',
  },
  *check(context) {
    for (const { alt, src, credit, place } of picturesOf(context)) {
      const fault = faultOf(alt, src, credit);
      if (fault !== null) yield { ...place, ...fault };
    }
    for (const template of context.templates) yield* bareTags(template);
    for (const image of context.html.elements.filter(({ name }) => name === 'img')) {
      if (image.attribs.alt !== undefined) continue;
      yield {
        ...context.html.placeOf(image),
        what: 'This picture has no alt in the HTML.',
        remedy: 'Give it one in the template.',
      };
    }
  },
};

type Picture = {
  readonly alt: string;
  readonly src: string;
  readonly credit: string | null;
  readonly place: Place;
};

function picturesOf({ issue, stories, read }: Context): Picture[] {
  const leading = stories.flatMap(({ image, file, lines }): Picture[] =>
    image === null ? [] : [{ ...image, place: { file, line: lines.get('image.alt') ?? 1 } }],
  );
  const within = [issue.letter, ...stories.map(({ body }) => body)].flatMap((prose) => read(prose).images);
  return [...leading, ...within.map((image) => ({ ...image, credit: null }))];
}

function faultOf(
  alt: string,
  src: string,
  credit: string | null,
): Pick<Fault, 'what' | 'remedy' | 'severity'> | null {
  const remedy = 'Say in a sentence what a reader would see.';
  if (alt.trim() === '') return { what: 'The picture has no text for those who do not see it.', remedy };
  if (/^[\w-]+\.(?:png|jpe?g|gif|webp|svg)$/i.test(alt.trim()) || alt === src) {
    return { what: `“${alt}” is the name of a file.`, remedy };
  }
  if (credit !== null && alt === credit) return { what: 'The alternative text is the credit.', remedy };
  const opening = /^(?:an? )?(?:image|picture|photo(?:graph)?|graphic|illustration) (?:of|showing)\b/i.exec(
    alt,
  )?.[0];
  if (opening !== undefined) {
    return {
      severity: 'warning',
      what: `“${opening}” says what a screen reader has said already.`,
      remedy: 'Begin with what is seen.',
    };
  }
  if (alt.length <= mostCharacters) return null;
  return {
    severity: 'warning',
    what: `The alternative text has ${alt.length} characters.`,
    remedy: `Say it in ${mostCharacters}; the rest belongs into the story, for everybody.`,
  };
}

/** `<mj-image>` and `<img>` without alt. What a Handlebars expression makes of it is seen in the HTML. */
function* bareTags({ file, text }: Template): Generator<Fault> {
  for (const match of text.matchAll(/<(mj-image|mj-carousel-image|img)\b(?:"[^"]*"|'[^']*'|[^"'>])*>/g)) {
    if (/\salt\s*=/.test(match[0])) continue;
    const before = text.slice(0, match.index).split('\n');
    yield {
      file,
      line: before.length,
      column: (before.at(-1) ?? '').length + 1,
      what: `<${match[1]}> has no alt.`,
      remedy: 'Give it one; alt="" where the picture is only there to please the eye.',
    };
  }
}
