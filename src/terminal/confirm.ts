/** Asks before something that cannot be taken back: a person must answer, or a script must say `--yes`. */
import { createInterface } from 'node:readline/promises';
import { UserError } from '../publication/problem.ts';
import { isTerminal, type Output } from './output.ts';

export type Asker = {
  readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly output: Output;
};

/**
 * Puts `question` and answers true for `y` or `yes`; anything else, Ctrl-C and Ctrl-D are a no.
 * Without a terminal on both ends nobody can be asked: throws a UserError that names `--yes`.
 * The question goes to stderr, so that what the command prints can still be piped.
 */
export async function confirm(
  question: string,
  { input, output }: Asker = { input: process.stdin, output: process.stderr },
): Promise<boolean> {
  if (input.isTTY !== true || !isTerminal(output)) {
    throw new UserError(
      `This has to be confirmed, and there is no terminal to ask on: “${question}” Pass --yes to go ahead without the question.`,
    );
  }
  const asking = createInterface({ input, output });
  try {
    const closed = new Promise<string>((resolve) => asking.once('close', () => resolve('')));
    const answer = await Promise.race([asking.question(`${question} [y/N] `), closed]);
    return /^y(es)?$/i.test(answer.trim());
  } catch (error) {
    if (error instanceof Error && error.name === 'AbortError') return false;
    throw error;
  } finally {
    asking.close();
  }
}
