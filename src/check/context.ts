/** What the rules see: an issue with its surroundings and everything that was made of it, read once. */
import type { LinkAnswer } from '../links/answer.ts';
import type { Newsroom } from '../publication/newsroom.ts';
import type { Issue, Prose, Story, Template } from '../publication/types.ts';
import type { Rendered } from '../render/render.ts';
import { type HtmlView, readHtml } from './html.ts';
import { type Message, readMessage } from './mime.ts';
import { label, type Origin, type Passage } from './passage.ts';
import { type ReadProse, readProse } from './read-prose.ts';
import { composeSample } from './sample-message.ts';
import type { Speller } from './speller.ts';

/** An issue that went out before this one. */
export type Edition = {
  readonly number: number;
  readonly file: string;
  readonly subject: string;
  readonly stories: readonly Story[];
};

export type Context = {
  readonly issue: Issue;
  /** The lead first, then the sections. */
  readonly stories: readonly Story[];
  /** Issues with smaller numbers, the latest first. */
  readonly earlier: readonly Edition[];
  readonly templates: readonly Template[];
  /** `YYYY-MM-DD` */
  readonly today: string;
  /** Passages, links and pictures of a prose of the issue. */
  readonly read: (prose: Prose) => ReadProse;
  /** Everything that is written for readers: front matter, letter, stories, and what is said of the sources. */
  readonly written: readonly Passage[];
  readonly rendered: Rendered;
  /** The HTML with its places. */
  readonly html: HtmlView;
  /** The message, composed for a sample reader and read back. */
  readonly message: Message;
  /** Null where there is no dictionary for the publication's language, undefined where spelling is not asked for. */
  readonly speller: Speller | null | undefined;
  /** By address; null where nobody was asked. */
  readonly answers: ReadonlyMap<string, LinkAnswer> | null;
};

export type CheckInput = {
  readonly newsroom: Newsroom;
  readonly issue: Issue;
  readonly rendered: Rendered;
  /** `YYYY-MM-DD` */
  readonly today: string;
  /** Of `loadSpeller`; left out, the spelling is not checked. */
  readonly speller?: Speller | null;
  /** Of `askLinks`; left out, links are checked without the network. */
  readonly answers?: ReadonlyMap<string, LinkAnswer>;
};

export function contextOf({ newsroom, issue, rendered, today, speller, answers }: CheckInput): Context {
  const stories = [issue.lead, ...issue.sections.flatMap((section) => section.stories)];
  const proses = new Map<Prose, Origin>([
    [issue.letter, 'letter'],
    ...stories.map(({ body }) => [body, 'story'] as const),
    ...issue.sources.map(({ note }) => [note, 'note'] as const),
    [issue.publication.about, 'about'],
  ]);
  const done = new Map([...proses].map(([prose, origin]) => [prose, readProse(prose, origin)]));
  const read = (prose: Prose): ReadProse => {
    const found = done.get(prose);
    if (found === undefined) throw new Error(`${prose.file} is no part of issue ${issue.number}.`);
    return found;
  };
  return {
    issue,
    stories,
    earlier: editionsBefore(newsroom, issue.number),
    templates: newsroom.templates,
    today,
    read,
    written: [...labelsOf(issue, stories), ...[...done.values()].flatMap(({ passages }) => passages)],
    rendered,
    html: readHtml(rendered.traced, `templates/${issue.layout}/issue.mjml.hbs`),
    message: readMessage(composeSample(issue, rendered, today)),
    speller,
    answers: answers ?? null,
  };
}

function editionsBefore(newsroom: Newsroom, number: number): Edition[] {
  return newsroom.issues
    .filter((other) => other.number < number)
    .toReversed()
    .map((other) => ({
      number: other.number,
      file: other.file,
      subject: other.subject,
      stories: [other.lead, ...other.sections.flatMap((section) => section.stories)]
        .map((id) => newsroom.stories.get(id))
        .filter((story) => story !== undefined),
    }));
}

/** The lines of front matter that a reader gets to see. */
function labelsOf(issue: Issue, stories: readonly Story[]): Passage[] {
  const at = (key: string) => issue.lines.get(key) ?? 1;
  return [
    label('issue', issue.file, at('subject'), issue.subject),
    label('issue', issue.file, at('preheader'), issue.preheader),
    ...issue.sections.map(({ title }, index) =>
      label('issue', issue.file, at(`sections.${index}.title`), title),
    ),
    ...issue.corrections.map(({ text }, index) =>
      label('issue', issue.file, at(`corrections.${index}.text`), text),
    ),
    ...stories.flatMap((story) => {
      const line = (key: string) => story.lines.get(key) ?? 1;
      return [
        label('story', story.file, line('title'), story.title),
        ...story.topics.map((topic) => label('story', story.file, line('topics'), topic)),
        ...(story.image === null
          ? []
          : [
              label('story', story.file, line('image.alt'), story.image.alt),
              label('story', story.file, line('image.credit'), story.image.credit),
            ]),
      ];
    }),
  ];
}
