/** Issue → Rendered: one ordered road, the same for preview, check, archive and sending. Pure: no disk, clock or network. */
import { type Problem, ProblemsError } from '../publication/problem.ts';
import type { Issue, PreparedImage, Prose, Template } from '../publication/types.ts';
import { checkConditions } from './conditions.ts';
import { compileLayout } from './handlebars.ts';
import {
  lossProblems,
  missingFromHtml,
  missingFromText,
  type Piece,
  piecesOfFrontMatter,
  piecesOfProse,
} from './inventory.ts';
import { directionOf } from './languages.ts';
import { parseProse, proseHtml, type ShownImage } from './markdown.ts';
import { filledWidth, harvestTags, mergeFieldNames, openMergeLedger, plantTags } from './merge-fields.ts';
import { minifyHtml } from './minify.ts';
import { mjmlToHtml } from './mjml.ts';
import { paletteOf } from './palette.ts';
import { type LinkNotes, proseText } from './plain-text.ts';
import { proseStyles } from './prose-styles.ts';
import { compareSentinels } from './sentinels.ts';
import { measureSizes, type Sizes } from './sizes.ts';
import { themeProblem } from './theme-problem.ts';
import { typesetHtml, typesetText } from './typeset.ts';
import { columnWidth, type ProseView, viewOf } from './view.ts';
import { wordsFor } from './words.ts';
import { wrapText } from './wrap.ts';

export type RenderInput = {
  readonly issue: Issue;
  readonly templates: readonly Template[];
  /** By the story's `image.src`, as `prepareImages` makes them. */
  readonly images: ReadonlyMap<string, PreparedImage>;
};

/** An image of the message. `cid` is its Content-ID without brackets, null where the HTML refers to the publication's address. */
export type RenderedImage = PreparedImage & { readonly cid: string | null };

/** The first four are text over the merge fields alone; `parseMergeTemplate` and `fill` make a subscriber's message of them. */
export type Rendered = {
  readonly subject: string;
  readonly preheader: string;
  readonly html: string;
  readonly text: string;
  /** `html` with `data-src="file:line"` kept on its blocks: for preview and check, never sent. */
  readonly traced: string;
  readonly images: readonly RenderedImage[];
  readonly sizes: Sizes;
  /** Everything the desk wrote, for `missingFromHtml` on a page that is made of this. */
  readonly inventory: readonly Piece[];
};

/** Throws ProblemsError with everything that is wrong with the issue's texts, its theme or the templates. */
export async function render({ issue, templates, images }: RenderInput): Promise<Rendered> {
  const problems: Problem[] = [];
  const { publication } = issue;
  const direction = directionOf(publication.language);
  const palette = paletteOf(publication.theme.accent);
  const theme = themeProblem(publication);
  if (theme !== null) problems.push(theme);

  // 1. Merge fields become inert tokens, before anybody can take them for their own syntax.
  const prose = proseOfIssue(issue);
  const inventory = piecesOfFrontMatter(issue);
  const ledger = openMergeLedger(mergeFieldNames(publication), textsOf(issue, prose, templates));
  const mjml = compileLayout(templates, 'mjml', issue.layout, ledger, problems);
  const txt = compileLayout(templates, 'txt', issue.layout, ledger, problems);
  const at = (key: string) => ({ file: issue.file, line: issue.lines.get(key) ?? 1 });
  const subject = plantTags(ledger, issue.subject, at('subject'), problems);
  const preheader = plantTags(ledger, issue.preheader, at('preheader'), problems);
  problems.push(...strayTags(issue, inventory));

  // 2. Every Markdown text is parsed once, and written as HTML and as plain text.
  const sent = sentImages(issue, images);
  const imageOf = (src: string) => sent.get(src)?.shown ?? null;
  const noteNumber = (id: string) => issue.sources.findIndex((source) => source.id === id) + 1 || null;
  const styles = proseStyles(palette.light, direction);
  const notes: LinkNotes = {
    firstNumber: issue.sources.length + 1,
    urls: [],
    image: wordsFor(publication.language).image,
  };
  const written = new Map<Prose, ProseView>();
  prose.forEach((one, order) => {
    const topHeading = one === issue.letter ? 2 : 3;
    const parsed = parseProse(one, { ledger, noteNumber, styles, imageOf, topHeading }, problems);
    inventory.push(...piecesOfProse(parsed, ledger, order));
    written.set(one, { fragment: proseHtml(parsed), text: proseText(parsed, notes) });
  });

  // 3. Templates make MJML and plain text of the issue's view.
  const view = viewOf({ issue, subject, preheader, palette, prose: written, imageOf });
  const links = notes.urls.map((url, index) => ({ number: notes.firstNumber + index, url }));
  const composed = mjml.compose(view, problems);
  const plain = txt.compose({ ...view, links }, problems);
  stopAt(problems);

  // 4. MJML makes HTML; what it complains of is told in the lines of the templates.
  const compiled = await mjmlToHtml(composed, `templates/${issue.layout}/issue.mjml.hbs`, problems);
  stopAt(problems);

  // 5. The finishing touches to both.
  const html = typesetHtml(minifyHtml(compiled), direction, ledger);
  const text = finishText(wrapText(typesetText(plain), filledWidth(ledger)));

  // 6. Nothing may have gone missing on the way, and every merge field stands where it is safe.
  compareSentinels(composed, html, ledger, problems);
  problems.push(...lossProblems(missingFromHtml(inventory, html), 'the HTML'));
  problems.push(...lossProblems(missingFromText(inventory, text), 'the plain text'));
  checkConditions(html, ledger, problems);
  stopAt(problems);

  // 7. Tokens become merge fields again. The lines are for us, not for readers.
  const traced = harvestTags(ledger, html);
  const finished = harvestTags(ledger, text);
  return {
    subject: harvestTags(ledger, subject),
    preheader: harvestTags(ledger, preheader),
    html: traced.replace(/ data-src="[^"]*"/g, ''),
    text: finished,
    traced,
    images: [...sent.values()].map(({ image }) => image),
    sizes: measureSizes(traced, finished, issue),
    inventory,
  };
}

function stopAt(problems: readonly Problem[]): void {
  if (problems.length > 0) throw new ProblemsError(problems);
}

/** In reading order, so that the links of the plain text are numbered as they are met. */
function proseOfIssue(issue: Issue): readonly Prose[] {
  return [
    issue.letter,
    issue.lead.body,
    ...issue.sections.flatMap(({ stories }) => stories.map(({ body }) => body)),
    ...issue.sources.map(({ note }) => note),
    issue.publication.about,
  ];
}

function textsOf(issue: Issue, prose: readonly Prose[], templates: readonly Template[]): string[] {
  const { letter: _, lines: __, ...rest } = issue;
  return [
    JSON.stringify(rest),
    ...prose.map(({ markdown }) => markdown),
    ...templates.map(({ text }) => text),
  ];
}

/** Front matter is printed as it stands; merge fields belong into texts, the subject and the preheader. */
function strayTags(issue: Issue, inventory: readonly Piece[]): Problem[] {
  const { publication } = issue;
  const stories = [issue.lead, ...issue.sections.flatMap((section) => section.stories)];
  const texts = [
    ...inventory.map(({ text, place }) => ({ text, place })),
    {
      text: publication.tagline,
      place: { file: publication.file, line: publication.lines.get('tagline') ?? 1 },
    },
    ...stories.map(({ topics, file, lines }) => ({
      text: topics.join(', '),
      place: { file, line: lines.get('topics') ?? 1 },
    })),
  ];
  return texts
    .filter(({ text }) => text.includes('{{'))
    .map(({ text, place }) => ({
      ...place,
      what: `"${text}" holds "{{", but merge fields are not filled here.`,
      remedy: 'Use them in the subject, the preheader and the Markdown below the front matter.',
    }));
}

type SentImage = { readonly image: RenderedImage; readonly shown: ShownImage };

/** By `src`. Content-IDs are unique and lasting (RFC 2392), because the name carries a hash of the image's bytes. */
function sentImages(
  { publication }: Issue,
  images: ReadonlyMap<string, PreparedImage>,
): ReadonlyMap<string, SentImage> {
  const host = new URL(publication.url).hostname;
  return new Map(
    [...images].map(([src, image]) => {
      const cid = publication.images === 'embedded' ? `${image.name}@${host}` : null;
      const url = cid === null ? `${publication.url}/images/${image.name}` : `cid:${cid}`;
      const width = Math.min(columnWidth, image.width);
      const height = Math.round((image.height * width) / image.width);
      return [src, { image: { ...image, cid }, shown: { url, width, height } }];
    }),
  );
}

/** At most two empty lines, and one line break at the end. */
function finishText(text: string): string {
  return `${text.replace(/\n{4,}/g, '\n\n\n').trim()}\n`;
}
