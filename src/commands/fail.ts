/** How every command ends badly: status 2 for wrong usage, 1 for something to mend; a bug shows its stack. */
import { closest, distance } from 'fastest-levenshtein';
import { ProblemsError, UserError } from '../publication/problem.ts';

/** `help` is the help text of the command that was being run; the known options are read off it. */
export async function fail(message: string | null, error: Error | undefined, help: string): Promise<never> {
  if (error instanceof ProblemsError) {
    const { printProblems } = await import('../terminal/problems.ts');
    printProblems(process.stderr, error.problems, process.cwd());
    process.exit(1);
  }
  if (error instanceof UserError) {
    process.stderr.write(`tumen: ${error.message}\n`);
    process.exit(1);
  }
  if (error !== undefined) {
    process.stderr.write(
      `tumen: this is a bug in Tumen, not in your files.\n${error.stack ?? error.message}\n`,
    );
    process.exit(1);
  }
  const command = /^tumen (\w+)/.exec(help)?.[1] ?? '';
  const said = message ?? 'Wrong usage';
  const sentence = /[.?!]$/.test(said) ? said : `${said}.`;
  const which = command === '' ? 'tumen --help' : `tumen ${command} --help`;
  process.stderr.write(
    `tumen: ${sentence}${suggestion(message ?? '', help)}\n"${which}" shows what there is.\n`,
  );
  process.exit(2);
}

/** ` Did you mean --out?` for an unknown option that is nearly a known one. */
function suggestion(message: string, help: string): string {
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
