/** `tumen check [issue]`: reads, resolves and renders, writes nothing, and says everything that is wrong. */
import type { Argv } from 'yargs';
import { readNewsroom } from '../publication/newsroom.ts';
import { ProblemsError } from '../publication/problem.ts';
import { renderIssues } from './render-issues.ts';

export function build(command: Argv): Argv {
  return command
    .positional('issue', {
      type: 'string',
      describe: 'number, slug or "latest"',
      defaultDescription: 'all, and every file',
    })
    .example('$0 check', 'the whole publication')
    .example('$0 check latest', 'the latest issue and all that it names');
}

type Options = { issue?: string };

export async function run(options: Options): Promise<void> {
  const newsroom = await readNewsroom(process.cwd());
  const refs =
    options.issue === undefined ? newsroom.issueFiles.map(({ number }) => String(number)) : [options.issue];
  // Without an issue also the files that no issue names yet.
  const everywhere = options.issue === undefined ? [...newsroom.problems.values()].flat() : [];
  if (newsroom.publication === null) throw new ProblemsError([...newsroom.problems.values()].flat());
  const rendered = await renderIssues(newsroom, refs, everywhere);
  const stories = new Set(
    rendered.flatMap(({ issue }) => [issue.lead, ...issue.sections.flatMap((section) => section.stories)]),
  );
  const sources = new Set(rendered.flatMap(({ issue }) => issue.sources));
  const names = rendered.map(({ issue }) => issue.number).join(', ');
  process.stdout.write(
    `Checked issue ${names}: ${stories.size} stories and ${sources.size} sources read, cited and rendered without a fault.\n`,
  );
}
