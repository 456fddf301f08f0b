/** What a person can mend: the one shape in which every room tells what is wrong with its input. */

export type Problem = {
  /** Path from the publication's root, with forward slashes: `issues/002-pyongyang.md`. */
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  /** Counted from 1; absent where only the line is known. */
  readonly column?: number;
  /** What is wrong, a whole sentence without the place. */
  readonly what: string;
  /** What to do about it, a whole sentence. */
  readonly remedy: string;
};

/** `issues/002-pyongyang.md:4: The preheader is missing. Add "preheader:" with 40 to 90 characters.` */
export function describeProblem(problem: Problem): string {
  const place = [problem.file, problem.line, problem.column].filter((part) => part !== undefined).join(':');
  return `${place}: ${problem.what} ${problem.remedy}`;
}

/**
 * Thrown for everything that a person can mend; all problems of a run together, never the first alone.
 * The commands print it without a stack and exit with status 1. Any other error is a bug in Tumen.
 */
export class ProblemsError extends Error {
  override readonly name = 'ProblemsError';
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(problems.map(describeProblem).join('\n'));
    this.problems = problems;
  }
}

/** Thrown for what has no file and line: a missing list, a refused address. Sentences: what, why, what to do. */
export class UserError extends Error {
  override readonly name = 'UserError';
}
