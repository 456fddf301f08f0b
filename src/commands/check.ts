/** `tumen check [issue]`: reads, resolves and renders, writes nothing, and says everything that is wrong. */
import { join } from 'node:path';
import type { Argv } from 'yargs';
import type { Report } from '../check/check.ts';
import type { CheckInput } from '../check/context.ts';
import type { CheckResult } from '../check/result.ts';
import type { LinkAnswer } from '../links/answer.ts';
import { type Newsroom, readNewsroom } from '../publication/newsroom.ts';
import { type Problem, ProblemsError } from '../publication/problem.ts';
import { coloursFor } from '../terminal/colours.ts';
import { isTerminal, widthOf } from '../terminal/output.ts';
import { lineReader } from '../terminal/problems.ts';
import { startProgress } from '../terminal/progress.ts';
import { renderIssues } from './render-issues.ts';

const formats = ['text', 'json', 'sarif', 'github'] as const;

export function build(command: Argv): Argv {
  return command
    .positional('issue', {
      type: 'string',
      describe: 'number, slug or "latest"',
      defaultDescription: 'all, and every file',
    })
    .option('rules', { type: 'boolean', describe: 'list the rules, each with why and an example' })
    .option('strict', { type: 'boolean', describe: 'let warnings fail as well' })
    .option('notices', { type: 'boolean', describe: 'also print what asks for nothing' })
    .option('online', { type: 'boolean', describe: 'ask every link; answers are kept for a day in .tumen/' })
    .option('format', { choices: formats, describe: 'how to print', default: 'text' })
    .example('$0 check', 'the whole publication')
    .example('$0 check latest --strict', 'the latest issue; warnings count')
    .example('$0 check --format sarif > check.sarif', 'for an editor or a code host');
}

type Options = {
  issue?: string;
  rules?: boolean;
  strict?: boolean;
  online?: boolean;
  notices?: boolean;
  format: (typeof formats)[number];
};

export async function run(options: Options): Promise<void> {
  const output = process.stdout;
  if (options.rules === true) {
    const [{ catalogue }, { formatRules }] = await Promise.all([
      import('../check/catalogue.ts'),
      import('../check/print/rules.ts'),
    ]);
    output.write(formatRules(catalogue, coloursFor(output), widthOf(output)));
    return;
  }
  const { combine, countOf } = await import('../check/result.ts');
  const newsroom = await readNewsroom(process.cwd());
  const { reports, problems, answers } = await checkAll(newsroom, options);
  const result = combine(reports, problems, answers.values());
  output.write(await print(result, options));
  const { error, warning } = countOf(result.findings);
  if (error > 0 || (options.strict === true && warning > 0)) process.exitCode = 1;
}

type Answers = ReadonlyMap<string, LinkAnswer>;
type Outcome = {
  readonly reports: readonly Report[];
  readonly problems: readonly Problem[];
  readonly answers: Answers;
};

/** Every issue that is asked for; one that cannot be rendered keeps the others from nothing. */
async function checkAll(newsroom: Newsroom, { issue: ref, online }: Options): Promise<Outcome> {
  const refs = ref === undefined ? newsroom.issueFiles.map(({ number }) => String(number)) : [ref];
  // Without an issue also the files that no issue names yet.
  const problems: Problem[] = ref === undefined ? [...newsroom.problems.values()].flat() : [];
  const [{ checkIssue, linksToAsk }, { loadSpeller }] = await Promise.all([
    import('../check/check.ts'),
    import('../check/speller.ts'),
  ]);
  const today = new Date().toISOString().slice(0, 10);
  const inputs: CheckInput[] = [];
  for (const each of refs) {
    try {
      for (const { issue, rendered } of await renderIssues(newsroom, [each])) {
        const speller = await loadSpeller(issue.publication.language);
        inputs.push({ newsroom, issue, rendered, today, speller });
      }
    } catch (error) {
      if (!(error instanceof ProblemsError)) throw error;
      problems.push(...error.problems);
    }
  }
  if (online !== true) return { reports: inputs.map(checkIssue), problems, answers: new Map() };
  const answers = await ask(inputs.flatMap(linksToAsk), newsroom.root);
  return { reports: inputs.map((input) => checkIssue({ ...input, answers })), problems, answers };
}

async function ask(urls: readonly string[], root: string): Promise<Answers> {
  const { askLinks } = await import('../links/ask-links.ts');
  const total = new Set(urls).size;
  const progress = isTerminal(process.stderr)
    ? startProgress({ label: 'Asking links', total, output: process.stderr })
    : null;
  let done = 0;
  try {
    return await askLinks(urls, {
      cacheFile: join(root, '.tumen', 'links.json'),
      onAnswer: () => progress?.update(++done),
    });
  } finally {
    progress?.finish();
  }
}

async function print(result: CheckResult, { format, notices = false }: Options): Promise<string> {
  if (format === 'json') return (await import('../check/print/json.ts')).formatJson(result);
  if (format === 'github') return (await import('../check/print/github.ts')).formatGithub(result);
  if (format === 'sarif') {
    const { catalogue } = await import('../check/catalogue.ts');
    return (await import('../check/print/sarif.ts')).formatSarif(result, catalogue);
  }
  const { formatResult } = await import('../check/print/terminal.ts');
  const output = process.stdout;
  return formatResult(result, {
    lineOf: lineReader(process.cwd()),
    colours: coloursFor(output),
    width: isTerminal(output) ? widthOf(output) : null,
    notices,
  });
}
