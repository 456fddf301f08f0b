/** Issue → Rendered: one ordered road, the same for preview, check, archive and sending. Pure: no disk, clock or network. */
import { type Problem, ProblemsError } from '../publication/problem.ts';
import type { Issue, PreparedImage, Prose, Template } from '../publication/types.ts';
import { composeTemplate } from './handlebars.ts';
import { type ParsedProse, parseProse, proseHtml } from './markdown.ts';
import {
  countTags,
  harvestTags,
  type MergeLedger,
  mergeFieldNames,
  openMergeLedger,
  plantTags,
} from './merge-fields.ts';
import { minifyHtml } from './minify.ts';
import { mjmlToHtml } from './mjml.ts';
import { paletteOf } from './palette.ts';
import { type LinkNotes, proseText } from './plain-text.ts';
import { proseStyles } from './prose-styles.ts';
import { type ProseView, viewOf } from './view.ts';
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
};

/** Throws ProblemsError with everything that is wrong with the issue's texts or the templates. */
export async function render({ issue, templates, images }: RenderInput): Promise<Rendered> {
  const problems: Problem[] = [];
  const prose = proseOfIssue(issue);

  // 1. Merge fields become inert tokens, before anybody can take them for their own syntax.
  const ledger = openMergeLedger(mergeFieldNames(issue.publication), textsOf(issue, prose, templates));
  const at = (key: string) => ({ file: issue.file, line: issue.lines.get(key) ?? 1 });
  const subject = plantTags(ledger, issue.subject, at('subject'), problems);
  const preheader = plantTags(ledger, issue.preheader, at('preheader'), problems);

  // 2. Every Markdown text is parsed once, and written as HTML and as plain text.
  const colours = paletteOf(issue.publication.theme).light;
  const noteNumber = (id: string) => issue.sources.findIndex((source) => source.id === id) + 1 || null;
  const parsed = prose.map((one): ParsedProse => {
    const topHeading = one === issue.letter ? 2 : 3;
    return parseProse(one, { ledger, noteNumber, topHeading, styles: proseStyles(colours) }, problems);
  });
  const notes: LinkNotes = { firstNumber: issue.sources.length + 1, urls: [] };
  const written = new Map<Prose, ProseView>();
  for (const one of parsed) written.set(one.prose, { fragment: proseHtml(one), text: proseText(one, notes) });

  // 3. Templates make MJML and plain text of the issue's view.
  const sent: readonly RenderedImage[] = [...images.values()].map((image) => ({
    ...image,
    cid: cidOf(issue, image),
  }));
  const imageUrl = (image: PreparedImage) => {
    const cid = cidOf(issue, image);
    return cid === null ? `${issue.publication.url}/images/${image.name}` : `cid:${cid}`;
  };
  const view = viewOf({ issue, subject, preheader, prose: written, images, imageUrl });
  const links = notes.urls.map((url, index) => ({ number: notes.firstNumber + index, url }));
  const composed = composeTemplate({ templates, kind: 'mjml', ledger }, issue.layout, view, problems);
  const plain = composeTemplate(
    { templates, kind: 'txt', ledger },
    issue.layout,
    { ...view, links },
    problems,
  );
  stopAt(problems);

  // 4. MJML makes HTML; what it complains of is told in the lines of the templates.
  const html = await mjmlToHtml(composed, `templates/${issue.layout}/issue.mjml.hbs`, problems);
  stopAt(problems);

  // 5. No merge field may have gone missing on the way.
  compareTags(ledger, composed, html, problems);
  stopAt(problems);

  // 6. Tokens become merge fields again; the lines are for us, not for readers.
  const traced = harvestTags(ledger, minifyHtml(html));
  return {
    subject: harvestTags(ledger, subject),
    preheader: harvestTags(ledger, preheader),
    html: traced.replace(/ data-src="[^"]*"/g, ''),
    text: harvestTags(
      ledger,
      `${wrapText(plain)
        .replace(/\n{4,}/g, '\n\n\n')
        .trim()}\n`,
    ),
    traced,
    images: sent,
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

/** RFC 2392: unique and lasting; the name carries a hash of the image's bytes. */
function cidOf({ publication }: Issue, image: PreparedImage): string | null {
  return publication.images === 'embedded' ? `${image.name}@${new URL(publication.url).hostname}` : null;
}

/** MJML drops what stands between its sections without a word. */
function compareTags(ledger: MergeLedger, before: string, after: string, problems: Problem[]): void {
  const left = countTags(ledger, after);
  for (const [number, count] of countTags(ledger, before)) {
    const planted = ledger.planted[number];
    if (planted === undefined || left.get(number) === count) continue;
    problems.push({
      ...planted.place,
      what: `This merge field stood ${count} times in the layout and ${left.get(number) ?? 0} times in the HTML.`,
      remedy: 'Move it into the text of an <mj-text>.',
    });
  }
}
