/** How every command ends badly: status 2 for wrong usage, 1 for something to mend; a bug shows its stack. */
import { closest, distance } from 'fastest-levenshtein';
import { ProblemsError, UserError } from '../publication/problem.ts';

/** Wrong usage, with the help text of the command that was being run; the known options are read off it. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly help: string;

  constructor(message: string, help: string) {
    super(message);
    this.help = help;
  }
}

/** Says what went wrong on standard error, and leaves with the status that is due. */
export async function fail(error: unknown): Promise<never> {
  if (error instanceof UsageError) {
    const command = /^tumen (\w+)/.exec(error.help)?.[1];
    const sentence = /[.?!]$/.test(error.message) ? error.message : `${error.message}.`;
    const which = command === undefined ? 'tumen --help' : `tumen ${command} --help`;
    process.stderr.write(`tumen: ${sentence}${suggestion(error)}\n"${which}" shows what there is.\n`);
    process.exit(2);
  }
  if (error instanceof ProblemsError) {
    const { printProblems } = await import('../terminal/problems.ts');
    printProblems(process.stderr, error.problems, process.cwd());
  } else if (error instanceof UserError) {
    process.stderr.write(`tumen: ${error.message}\n`);
  } else {
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
    process.stderr.write(`tumen: this is a bug in Tumen, not in your files.\n${stack}\n`);
  }
  process.exit(1);
}

/** ` Did you mean --out?` for an unknown option that is nearly a known one. */
function suggestion({ message, help }: UsageError): string {
  const unknown = /^Unknown arguments?: (.+)$/.exec(message)?.[1]?.split(', ') ?? [];
  const known = [...help.matchAll(/--([a-z][a-z-]*)/g)].map((match) => match[1] as string);
  if (known.length === 0) return '';
  const near = unknown
    .map((name) => [name, closest(name, known)] as const)
    // yargs names `--dryRunn` twice, once as it was written.
    .filter(([name, option]) => name !== option && distance(name, option) <= Math.max(2, option.length / 3))
    .map(([, option]) => `--${option}`);
  return near.length === 0 ? '' : ` Did you mean ${[...new Set(near)].join(', ')}?`;
}
