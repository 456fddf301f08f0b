/** How every command ends badly: status 2 for wrong usage, 1 for something to mend; a bug shows its stack. */
import { relative } from 'node:path';
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
    const command = /^tumen (\w+(?: \w+)*)/.exec(error.help)?.[1];
    const which = command === undefined ? 'tumen --help' : `tumen ${command} --help`;
    process.stderr.write(
      `tumen: ${sentenceOf(error)}${suggestion(error)}\n"${which}" shows what there is.\n`,
    );
    process.exit(2);
  }
  if (error instanceof ProblemsError) {
    const { printProblems } = await import('../terminal/problems.ts');
    printProblems(process.stderr, error.problems, process.cwd());
  } else if (error instanceof UserError) {
    process.stderr.write(`tumen: ${error.message}\n`);
  } else if (isRefusal(error)) {
    // New files are written under another name first, which nobody has asked for.
    const path = error.path.replace(/(\.[\da-f-]{36})?\.tmp$/, '');
    const place = relative(process.cwd(), path) || '.';
    const why = refusals[error.code] as string;
    process.stderr.write(
      `tumen: ${place.startsWith('..') ? path : place}: ${why} (${error.code}, ${error.syscall}).\n`,
    );
  } else {
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
    process.stderr.write(`tumen: this is a bug in Tumen, not in your files.\n${stack}\n`);
  }
  process.exit(1);
}

/** Where words are missing yargs counts them; the first line of the help names them. */
function sentenceOf({ message, help }: UsageError): string {
  if (message.startsWith('Not enough non-option arguments'))
    return `Something is missing: ${help.split('\n')[0]}.`;
  return /[.?!]$/.test(message) ? message : `${message}.`;
}

type Refusal = NodeJS.ErrnoException & { code: string; path: string };

/** Why a disk refuses and what to do, by the codes of Node. That a file is missing is said by whoever looks for it. */
const refusals: Readonly<Record<string, string>> = {
  EACCES: 'you may not read or write this. Change its permissions, or choose another place',
  EPERM: 'you may not do this here. Change the permissions, or choose another place',
  EROFS: 'the disk may only be read. Choose another place',
  ENOSPC: 'the disk is full. Make room, and run it again',
  EDQUOT: 'your share of the disk is full. Make room, and run it again',
  ENOTDIR: 'a file stands where a folder is wanted. Move it away, or choose another place',
  EEXIST: 'a file stands where a folder is wanted. Move it away, or choose another place',
  EISDIR: 'a folder stands where a file is wanted. Move it away, or choose another place',
  ENAMETOOLONG: 'the name is longer than the disk allows. Choose a shorter one',
  ELOOP: 'these links go round in a circle. Remove one of them',
};

function isRefusal(error: unknown): error is Refusal {
  return error instanceof Error && 'path' in error && 'code' in error && String(error.code) in refusals;
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
