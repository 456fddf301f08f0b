/** `tumen new story|source|issue`: writes a starting file that is valid as it is. */
import type { Argv } from 'yargs';
import { day } from '../publication/fields.ts';
import { parseIssueFile } from '../publication/issue-file.ts';
import { issueName } from '../publication/issue-name.ts';
import { type Newsroom, readNewsroom } from '../publication/newsroom.ts';
import { UserError } from '../publication/problem.ts';
import { parseSource } from '../publication/source.ts';
import { holdSound, issueText, slugify, sourceText, storyText } from '../publication/starters.ts';
import { parseStory } from '../publication/story.ts';
import type { Publication } from '../publication/types.ts';
import { writeNew } from '../publication/write.ts';
import { publicationOf } from './audience.ts';

/** Which of the options each kind takes; another one would be forgotten in silence. */
const taken = { story: ['date', 'topic', 'source'], source: ['url'], issue: ['date'] } as const;
type Kind = keyof typeof taken;

export function build(command: Argv): Argv {
  return command
    .positional('kind', { choices: Object.keys(taken), describe: 'what to begin' })
    .positional('name', { type: 'string', describe: 'headline of a story, id of a source, slug of an issue' })
    .option('date', {
      type: 'string',
      describe: 'day of the development or of the issue, YYYY-MM-DD',
      defaultDescription: 'today',
    })
    .option('topic', { type: 'string', describe: 'first topic of a story', defaultDescription: 'News' })
    .option('source', { type: 'string', describe: 'id of the source that a story cites' })
    .option('url', { type: 'string', describe: 'address of a source' })
    .check((options) => {
      const mine: readonly string[] = taken[options.kind as Kind];
      const strange = ['date', 'topic', 'source', 'url'].find(
        (name) => options[name] !== undefined && !mine.includes(name),
      );
      return strange === undefined || `A new ${options.kind} takes no --${strange}`;
    })
    .example(
      '$0 new story "A train crosses the Tumen" --date 2023-09-12',
      'content/stories/2023-09-12-a-train-….md',
    )
    .example(
      '$0 new source usa-today-train --url https://example.org/train',
      'content/sources/usa-today-train.md',
    )
    .example('$0 new issue after-the-visit', 'issues/004-after-the-visit.md');
}

type Options = {
  kind: Kind;
  name?: string;
  date?: string;
  topic?: string;
  source?: string;
  url?: string;
};

export async function run(options: Options): Promise<void> {
  const newsroom = await readNewsroom(process.cwd());
  const publication = publicationOf(newsroom);
  const today = new Date().toISOString().slice(0, 10);
  const date = options.date ?? today;
  if (!day.safeParse(date).success)
    throw new UserError(`"${date}" is no day that exists. Write it as YYYY-MM-DD.`);
  const start = starts[options.kind](options, newsroom, { publication, date, today });
  holdSound(start.file, start.text, start.parse);
  await writeNew(process.cwd(), start.file, start.text);
  process.stdout.write(`Wrote ${start.file}.\n`);
}

type Desk = { readonly publication: Publication; readonly date: string; readonly today: string };

type Start = {
  readonly file: string;
  readonly text: string;
  readonly parse: (file: string, text: string) => unknown;
};

const starts: Readonly<Record<Kind, (options: Options, newsroom: Newsroom, desk: Desk) => Start>> = {
  story({ name = '', topic = 'News', source }, { stories, sources }, { date }) {
    if (name.trim() === '')
      throw new UserError('A story needs a headline: tumen new story "A train crosses the Tumen".');
    if (source !== undefined && !sources.has(source)) {
      throw new UserError(
        `There is no source "${source}". Record it first with "tumen new source ${source}".`,
      );
    }
    // A headline without Latin letters has no slug; the stories of its day are counted instead.
    const nth =
      stories
        .keys()
        .filter((id) => id.startsWith(date))
        .toArray().length + 1;
    const file = `content/stories/${date}-${slugify(name) || `story-${nth}`}.md`;
    const text = storyText({
      title: name.trim(),
      date,
      topics: [topic],
      status: 'reported',
      sourceId: source ?? null,
    });
    return { file, text, parse: parseStory };
  },

  source({ name = '', url }, _, { publication, today }) {
    const id = slugify(name);
    if (id === '')
      throw new UserError('A source needs an id that stories cite: tumen new source usa-today-train.');
    const text = sourceText({
      title: name.trim(),
      url: url ?? null,
      retrieved: today,
      language: publication.language,
    });
    return { file: `content/sources/${id}.md`, text, parse: parseSource };
  },

  issue({ name = '' }, { issueFiles, stories }, { publication, date }) {
    const number = (issueFiles.at(-1)?.number ?? 0) + 1;
    const [lead] = [...stories.values()].toSorted((a, b) => (a.date < b.date ? 1 : -1));
    if (lead === undefined)
      throw new UserError('An issue needs a story for its lead. Write one first with "tumen new story".');
    const text = issueText({
      number,
      date,
      subject: lead.title,
      preheader: 'TK: 40 to 90 characters that go on where the subject stops',
      list: publication.lists[0]?.id ?? '',
      layout: 'digest',
      lead: lead.id,
      sections: [],
    });
    return {
      file: `issues/${issueName({ number, slug: slugify(name) || date })}.md`,
      text,
      parse: parseIssueFile,
    };
  },
};
