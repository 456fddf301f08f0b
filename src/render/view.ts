/** What templates see of an issue: plain values, everything formatted, null where there is nothing. */
import { issueName } from '../publication/issue-name.ts';
import type { Issue, Prose, Source, Story } from '../publication/types.ts';
import { formatDate, formatDay, readingMinutes } from './dates.ts';
import { escapeHtml } from './escape-html.ts';
import type { Fragment } from './handlebars.ts';
import { baseLanguage, type Direction, dateLocale, directionOf, type Fonts, fontsFor } from './languages.ts';
import type { ShownImage } from './markdown.ts';
import type { Palette } from './palette.ts';
import type { Words } from './words/issue-words.ts';
import { wordsFor } from './words.ts';
import { textWidth } from './wrap.ts';

/** Prose as both templates want it: `{{body}}` in MJML, `{{body.text}}` in plain text. */
export type ProseView = Fragment & { readonly text: string };

export type ImageView = ShownImage & { readonly alt: string; readonly credit: string; readonly at: string };

export type StoryView = {
  readonly title: string;
  /** A line to stand below the title in plain text. */
  readonly underline: string;
  readonly anchor: string;
  readonly at: string;
  readonly topics: string;
  readonly date: string;
  readonly status: string;
  readonly image: ImageView | null;
  readonly body: ProseView;
};

export type SourceView = {
  readonly number: number;
  readonly anchor: string;
  readonly at: string;
  readonly title: string;
  /** Language and direction of a title that is not in the issue's language. */
  readonly titleAttributes: Fragment;
  readonly url: string | null;
  readonly byline: string;
  readonly grade: string;
  readonly gradeMeaning: string;
  readonly note: ProseView;
};

export type ThreadView = {
  readonly title: string;
  readonly anchor: string;
  readonly date: string;
  readonly earlier: readonly {
    readonly title: string;
    readonly at: string;
    readonly date: string;
    readonly issue: string | null;
  }[];
};

export type View = {
  readonly language: string;
  readonly direction: Direction;
  readonly start: 'left' | 'right';
  readonly end: 'left' | 'right';
  readonly theme: Palette;
  readonly fonts: Fonts;
  readonly words: Words;
  readonly publication: {
    readonly title: string;
    readonly underline: string;
    readonly tagline: string;
    readonly url: string;
    readonly about: ProseView;
    readonly postalAddress: readonly string[];
  };
  readonly subject: string;
  readonly preheader: string;
  /** Pushes what follows out of the line that an inbox shows beside the subject. */
  readonly preheaderPadding: string;
  readonly url: string;
  readonly at: string;
  readonly issueNumber: string;
  readonly date: string;
  readonly readingTime: string;
  readonly whyYouGetThis: string;
  readonly letter: ProseView;
  readonly contents: readonly Pick<StoryView, 'title' | 'anchor' | 'at' | 'status'>[];
  readonly lead: StoryView;
  readonly sections: readonly {
    readonly title: string;
    readonly at: string;
    readonly stories: readonly StoryView[];
  }[];
  readonly threads: readonly ThreadView[];
  readonly corrections: readonly { readonly label: string; readonly text: string; readonly at: string }[];
  readonly statuses: readonly { readonly label: string; readonly meaning: string }[];
  readonly sources: readonly SourceView[];
};

export type ViewInput = {
  readonly issue: Issue;
  /** Subject and preheader with their merge fields planted. */
  readonly subject: string;
  readonly preheader: string;
  /** Every prose of the issue, rendered. */
  readonly prose: ReadonlyMap<Prose, ProseView>;
  readonly palette: Palette;
  readonly imageOf: (src: string) => ShownImage | null;
};

/** Width of the text and its images, in CSS pixels; images are prepared at twice this. */
export const columnWidth = 576;

/** Where an issue can be read by anybody, without a subscriber's name in it. */
export function archiveUrl(issue: Issue): string {
  return `${issue.publication.url}/issues/${issueName(issue)}/`;
}

export function viewOf(input: ViewInput): View {
  const { issue, subject, preheader } = input;
  const { publication } = issue;
  const words = wordsFor(publication.language);
  const direction = directionOf(publication.language);
  const locale = dateLocale(publication.language);
  const lead = storyView(issue.lead, input, words, locale);
  const sections = issue.sections.map(({ title, stories }, index) => ({
    title,
    at: `${issue.file}:${issue.lines.get(`sections.${index}.title`) ?? issue.lines.get('sections') ?? 1}`,
    stories: stories.map((story) => storyView(story, input, words, locale)),
  }));
  const all = [issue.lead, ...issue.sections.flatMap(({ stories }) => stories)];
  return {
    language: publication.language,
    direction,
    start: direction === 'ltr' ? 'left' : 'right',
    end: direction === 'ltr' ? 'right' : 'left',
    theme: input.palette,
    fonts: fontsFor(publication.language),
    words,
    publication: {
      title: publication.title,
      underline: '='.repeat(Math.min(textWidth, publication.title.length)),
      tagline: publication.tagline,
      url: publication.url,
      about: proseOf(input, publication.about),
      postalAddress: publication.postalAddress,
    },
    subject,
    preheader,
    preheaderPadding: '\u00A0\u200C'.repeat(60),
    url: archiveUrl(issue),
    at: `${issue.file}:${issue.lines.get('subject') ?? 1}`,
    issueNumber: words.issueNumber(issue.number),
    date: formatDay(issue.date, locale),
    readingTime: words.readingTime(
      readingMinutes(countWords(input, [issue.letter, ...all.map(({ body }) => body)])),
    ),
    whyYouGetThis: words.whyYouGetThis(issue.list.name),
    letter: proseOf(input, issue.letter),
    contents: [lead, ...sections.flatMap(({ stories }) => stories)].map(({ title, anchor, at, status }) => ({
      title,
      anchor,
      at,
      status,
    })),
    lead,
    sections,
    threads: issue.threads.map(({ story, earlier }) => ({
      title: story.title,
      anchor: anchorOf(story),
      date: formatDate(story.date, locale),
      earlier: earlier.map((one) => ({
        title: one.story.title,
        at: `${one.story.file}:${one.story.lines.get('title') ?? 1}`,
        date: formatDate(one.story.date, locale),
        issue: one.issue === null ? null : words.issueNumber(one.issue),
      })),
    })),
    corrections: issue.corrections.map((correction, index) => ({
      label: words.correctionTo(correction.issue),
      text: correction.text,
      at: `${issue.file}:${issue.lines.get(`corrections.${index}.text`) ?? issue.lines.get('corrections') ?? 1}`,
    })),
    statuses: Object.entries(words.statuses)
      .filter(([status]) => all.some((story) => story.status === status))
      .map(([, [label, meaning]]) => ({ label, meaning })),
    sources: issue.sources.map((source, index) => sourceView(source, index + 1, input, words, locale)),
  };
}

function storyView(story: Story, input: ViewInput, words: Words, locale: string): StoryView {
  return {
    title: story.title,
    underline: '-'.repeat(Math.min(textWidth, story.title.length)),
    anchor: anchorOf(story),
    at: `${story.file}:${story.lines.get('title') ?? 1}`,
    topics: story.topics.join(', '),
    date: formatDate(story.date, locale),
    status: words.statuses[story.status][0],
    image: imageView(story, input),
    body: proseOf(input, story.body),
  };
}

function imageView({ image, file, lines }: Story, { imageOf }: ViewInput): ImageView | null {
  const shown = image === null ? null : imageOf(image.src);
  if (image === null || shown === null) return null;
  return {
    ...shown,
    alt: image.alt,
    credit: image.credit,
    at: `${file}:${lines.get('image.src') ?? lines.get('image') ?? 1}`,
  };
}

function sourceView(
  source: Source,
  number: number,
  input: ViewInput,
  words: Words,
  locale: string,
): SourceView {
  const published = source.published === null ? words.noDate : formatDate(source.published, locale);
  const retrieved = source.retrieved === null ? null : words.retrieved(formatDate(source.retrieved, locale));
  const byline = [source.author, source.publisher ?? words.noPublisher, published, retrieved];
  return {
    number,
    anchor: `source-${number}`,
    at: `${source.file}:1`,
    title: source.title,
    titleAttributes: attributesOf(source, input.issue.publication.language),
    url: source.url,
    byline: capitalise(byline.filter((part) => part !== null).join(', ')),
    grade: `${source.reliability}${source.credibility}`,
    gradeMeaning: `${words.reliability[source.reliability]}, ${words.credibility[source.credibility]}`,
    note: proseOf(input, source.note),
  };
}

function attributesOf({ language }: Source, around: string): Fragment {
  if (baseLanguage(language) === baseLanguage(around)) return { fragment: '' };
  return { fragment: ` lang="${escapeHtml(language)}" dir="${directionOf(language)}"` };
}

function capitalise(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** An id may not begin with a digit for every client, and a story's does. */
function anchorOf(story: Story): string {
  return `story-${story.id}`;
}

function proseOf({ prose }: ViewInput, wanted: Prose): ProseView {
  const found = prose.get(wanted);
  if (found === undefined) throw new Error(`The prose of ${wanted.file} was not rendered.`);
  return found;
}

function countWords(input: ViewInput, texts: readonly Prose[]): number {
  return texts.reduce((sum, prose) => sum + proseOf(input, prose).text.split(/\s+/).length, 0);
}
