/** The texts of starting files, valid as they are: what `tumen new`, `compose` and `init` write. */
import { stringify } from 'yaml';
import { ProblemsError, UserError } from './problem.ts';
import type { Status } from './types.ts';

/** Markdown with YAML front matter; values are quoted as YAML wants it, whatever they hold. */
function markdownFile(frontMatter: Readonly<Record<string, unknown>>, body: string): string {
  const yaml = stringify(frontMatter, { lineWidth: 0, nullStr: '' }).replace(/: +$/gm, ':');
  return `---\n${yaml}---\n\n${body.trim()}\n`;
}

/**
 * Reads a starting file as it will be read once it is written, so that no command leaves behind what the next one
 * refuses. Throws UserError with what the values that it was made of are not.
 */
export function holdSound(file: string, text: string, parse: (file: string, text: string) => unknown): void {
  try {
    parse(file, text);
  } catch (error) {
    if (!(error instanceof ProblemsError)) throw error;
    const faults = error.problems.map(({ what }) => what.replace(/\.$/, '')).join('; ');
    throw new UserError(
      `${file} could not be read again, so it was not written: ${faults}. Give another value.`,
    );
  }
}

/** A file's name out of a title: `Kim's train, moving` → `kims-train-moving`. Empty for titles without Latin letters. */
export function slugify(title: string): string {
  return title
    .normalize('NFKD')
    .replace(/[\u0300-\u036f'’]/g, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 60)
    .replace(/^-+|-+$/g, '');
}

/** "TK" ("to come") is what a desk writes where something is still missing; `tumen check` finds it. */
function storyToCome(sourceId: string | null): string {
  return `
TK: what happened, in two or three sentences; say who reports it.${sourceId === null ? '' : `[^${sourceId}]`}

TK: why it matters to readers of this publication.

TK: what is not known, and what would settle it.
`;
}

export type StoryStart = {
  readonly title: string;
  readonly date: string;
  readonly topics: readonly string[];
  readonly status: Status;
} & ({ readonly sourceId: string | null } | { readonly body: string });

export function storyText(story: StoryStart): string {
  const { title, date, topics, status } = story;
  return markdownFile(
    { title, date, topics, status },
    'body' in story ? story.body : storyToCome(story.sourceId),
  );
}

const noteToCome = `
TK: what this source is, who is behind it, and why it is graded as it is. Until somebody has looked, it stays at
F6: reliability and credibility cannot be judged. What is not known stays empty.
`;

export type SourceStart = {
  readonly title: string;
  readonly url: string | null;
  readonly retrieved: string;
  readonly language: string;
  /** What the desk knows of a source of its own, with which a grade of C3 goes; without it the grade is F6. */
  readonly known?: { readonly published: string; readonly note: string };
};

export function sourceText({ title, url, retrieved, language, known }: SourceStart): string {
  const grade =
    known === undefined ? { reliability: 'F', credibility: 6 } : { reliability: 'C', credibility: 3 };
  const published = known?.published ?? null;
  const facts = { title, publisher: null, author: null, url, published, retrieved, language };
  return markdownFile({ ...facts, ...grade }, known?.note ?? noteToCome);
}

const letterToCome = `
Dear {{subscriber.name "reader"}},

TK: the editor's letter. What the week was, what its sources were like, and what to read first.
`;

export type IssueStart = {
  readonly number: number;
  readonly date: string;
  readonly subject: string;
  readonly preheader: string;
  readonly list: string;
  readonly layout: string;
  readonly lead: string;
  readonly sections: readonly { readonly title: string; readonly stories: readonly string[] }[];
  readonly letter?: string;
};

export function issueText({ letter, ...frontMatter }: IssueStart): string {
  return markdownFile(frontMatter, letter ?? letterToCome);
}

/** Where a new publication says that it lives, until its desk says better. */
export const exampleUrl = 'https://letter.example.org';

export function publicationText(title: string): string {
  return markdownFile(
    {
      title,
      tagline: 'One line on what this letter is about',
      from: { name: title, address: 'editor@example.org' },
      replyTo: 'editor@example.org',
      url: exampleUrl,
      postalAddress: [title, '1 Example Street', '00000 Example'],
      language: 'en',
      lists: [{ id: 'weekly', name: title, description: 'Every Saturday, the developments of the week' }],
      subscriberFields: ['city'],
      images: 'linked',
      theme: { accent: '#7a2e3a' },
    },
    'Who writes this letter, about what, and how to reach the desk. Readers find this text at the end of every issue.',
  );
}

/** A preheader of at most 90 characters out of the titles that the subject does not name. */
export function preheaderFrom(titles: readonly string[]): string {
  const text =
    titles.length === 0
      ? 'One story this week, with its sources and what is not known about it'
      : `Also: ${titles.join('; ')}`;
  if (text.length <= 90) return text;
  return `${text.slice(0, 89).replace(/[\s;,:]+\S*$/, '')}…`;
}
