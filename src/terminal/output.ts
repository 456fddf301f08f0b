/** What is asked of a stream before text is written to it: is a person watching, and how wide is the window. */
import { wrapToColumns } from './width.ts';

/** `process.stdout`, `process.stderr`, or any stream that a test looks into. */
export type Output = NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };

type Environment = Readonly<Record<string, string | undefined>>;

/** False in a pipe, a file and a `TERM=dumb` window: no control character may be written there. */
export function isTerminal(output: Output, environment: Environment = process.env): boolean {
  return output.isTTY === true && environment.TERM !== 'dumb';
}

/** Columns of the window; 80 where the terminal does not say (a serial line answers 0). */
export function widthOf(output: Output): number {
  return output.columns && output.columns > 0 ? output.columns : 80;
}

/** A sentence on lines of its own: on a terminal broken between words, elsewhere one line. */
export function writeSentence(output: Output, sentence: string): void {
  output.write(`${isTerminal(output) ? wrapToColumns(sentence, widthOf(output)) : sentence}\n`);
}
