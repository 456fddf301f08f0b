/** `tumen new story|source|issue`: writes a starting file that is valid as it is. */
import type { Argv } from 'yargs';
import type { Newsroom } from '../publication/newsroom.ts';
import { readNewsroom } from '../publication/newsroom.ts';
import { ProblemsError, UserError } from '../publication/problem.ts';
import { publicationFile } from '../publication/publication.ts';
import { issueText, slugify, sourceText, storyText } from '../publication/starters.ts';
import type { Publication } from '../publication/types.ts';
import { writeNew } from '../publication/write.ts';

export function build(command: Argv): Argv {
  return command
    .positional('kind', { choices: ['story', 'source', 'issue'], describe: 'what to begin' })
    .positional('name', { type: 'string', describe: 'headline of a story, id of a source, slug of an issue' })
    .option('date', {
      type: 'string',
      describe: 'day of the development or of the issue, YYYY-MM-DD',
      defaultDescription: 'today',
    })
    .option('topic', { type: 'string', describe: 'first topic of a story', default: 'Diplomacy' })
    .option('source', { type: 'string', describe: 'id of the source that a story cites' })
    .option('url', { type: 'string', describe: 'address of a source' })
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
  kind: 'story' | 'source' | 'issue';
  name?: string;
  date?: string;
  topic: string;
  source?: string;
  url?: string;
};

export async function run(options: Options): Promise<void> {
  const newsroom = await readNewsroom(process.cwd());
  const { publication } = newsroom;
  if (publication === null) throw new ProblemsError(newsroom.problems.get(publicationFile) ?? []);
  const today = new Date().toISOString().slice(0, 10);
  const date = options.date ?? today;
  if (
    !/^\d{4}-\d\d-\d\d$/.test(date) ||
    Number.isNaN(Date.parse(date)) ||
    new Date(date).toISOString().slice(0, 10) !== date
  ) {
    throw new UserError(`"${date}" is no day that exists. Write it as YYYY-MM-DD.`);
  }
  const { file, text } = start(options, newsroom, publication, date, today);
  await writeNew(process.cwd(), file, text);
  process.stdout.write(`Wrote ${file}.\n`);
}

function start(
  options: Options,
  newsroom: Newsroom,
  publication: Publication,
  date: string,
  today: string,
): { file: string; text: string } {
  const name = options.name ?? '';
  const slug = slugify(name);
  if (options.kind === 'story') {
    if (name.trim() === '')
      throw new UserError('A story needs a headline: tumen new story "A train crosses the Tumen".');
    if (options.source !== undefined && !newsroom.sources.has(options.source)) {
      throw new UserError(
        `There is no source "${options.source}". Record it first with "tumen new source ${options.source}".`,
      );
    }
    const sourceId = options.source ?? null;
    const text = storyText({
      title: name.trim(),
      date,
      topics: [options.topic],
      status: 'reported',
      sourceId,
    });
    return { file: `content/stories/${date}-${slug || 'story'}.md`, text };
  }
  if (options.kind === 'source') {
    if (slug === '')
      throw new UserError('A source needs an id that stories cite: tumen new source usa-today-train.');
    const text = sourceText({
      title: name.trim(),
      url: options.url ?? null,
      retrieved: today,
      language: publication.language,
    });
    return { file: `content/sources/${slug}.md`, text };
  }
  const number = (newsroom.issueFiles.at(-1)?.number ?? 0) + 1;
  const lead = [...newsroom.stories.values()].toSorted((a, b) => (a.date < b.date ? 1 : -1))[0];
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
  return { file: `issues/${String(number).padStart(3, '0')}-${slug || date}.md`, text };
}
