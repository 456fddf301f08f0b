/** `tumen compose --week 2024-W25`: writes the next issue from the stories dated in that week. */
import type { Argv } from 'yargs';
import { composeWeek } from '../publication/compose.ts';
import { issueName } from '../publication/issue-name.ts';
import { readNewsroom } from '../publication/newsroom.ts';
import { UserError } from '../publication/problem.ts';
import { layoutsOf } from '../publication/resolve-issue.ts';
import { issueText, preheaderFrom, slugify } from '../publication/starters.ts';
import { parseWeek, weekOf } from '../publication/week.ts';
import { writeNew } from '../publication/write.ts';
import { listOf, publicationOf } from './audience.ts';

export function build(command: Argv): Argv {
  return command
    .option('week', { type: 'string', describe: 'ISO week, as YYYY-Www', defaultDescription: 'this week' })
    .option('list', {
      type: 'string',
      describe: 'list of the issue',
      defaultDescription: "the publication's first",
    })
    .option('layout', { type: 'string', describe: 'layout, a folder of templates/', default: 'digest' })
    .option('dry-run', { type: 'boolean', describe: 'say what would be written, and write nothing' })
    .example('$0 compose --week 2024-W25', 'issue from the stories of 17 to 23 June 2024');
}

type Options = { week?: string; list?: string; layout: string; dryRun?: boolean };

export async function run(options: Options): Promise<void> {
  const week =
    options.week === undefined ? weekOf(new Date().toISOString().slice(0, 10)) : parseWeek(options.week);
  if (week === null)
    throw new UserError(`"${options.week}" is no week. Write it as YYYY-Www, for instance 2024-W25.`);

  const newsroom = await readNewsroom(process.cwd());
  const publication = publicationOf(newsroom);
  const list = listOf(publication, options.list ?? publication.lists[0]?.id);
  const layouts = layoutsOf(newsroom);
  if (!layouts.includes(options.layout)) {
    throw new UserError(
      `There is no layout "${options.layout}". The folders of templates/ that are one: ${layouts.join(', ')}.`,
    );
  }

  const proposal = composeWeek(newsroom, week);
  if (!('lead' in proposal)) {
    const why = proposal.leftOut.map(({ storyId, reason }) => `\n  ${storyId}: ${reason}`).join('');
    throw new UserError(
      `No story of ${week.name} (${week.from} to ${week.to}) is left for an issue.${why}\nWrite one with "tumen new story --date ${week.from}".`,
    );
  }
  const { number, date, lead, sections, leftOut } = proposal;
  const file = `issues/${issueName({ number, slug: slugify(lead.title) || week.name.toLowerCase() })}.md`;
  const text = issueText({
    number,
    date,
    subject: lead.title,
    preheader: preheaderFrom(sections.flatMap(({ stories }) => stories.map(({ title }) => title))),
    list: list.id,
    layout: options.layout,
    lead: lead.id,
    sections: sections.map(({ title, stories }) => ({ title, stories: stories.map(({ id }) => id) })),
  });
  if (options.dryRun !== true) await writeNew(process.cwd(), file, text);

  const lines = [
    `${options.dryRun === true ? 'Would write' : 'Wrote'} ${file} for ${week.name} (${week.from} to ${week.to}).`,
    `  lead     ${lead.title} (${lead.status})`,
    ...sections.map(
      ({ title, stories }) => `  section  ${title}: ${stories.map((story) => story.title).join('; ')}`,
    ),
    ...leftOut.map(({ storyId, reason }) => `  left out ${storyId}: ${reason}`),
    ...(leftOut.length === 0 ? ['  left out nothing: every story of the week is in it'] : []),
    `Next: write the letter, choose another lead if you like, then "tumen preview ${number}".`,
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}
