/** Colours of what the commands print: on a terminal only, and never where NO_COLOR is set. */
import picocolors from 'picocolors';
import { isTerminal, type Output } from './output.ts';

export type Colours = ReturnType<typeof picocolors.createColors>;

/** Writes every text as it is. */
export const noColours: Colours = picocolors.createColors(false);

/** The colours fit for `output`. NO_COLOR counts when it is set and not empty (https://no-color.org). */
export function coloursFor(
  output: Output,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Colours {
  const wanted = isTerminal(output, environment) && !environment.NO_COLOR;
  return wanted ? picocolors.createColors(true) : noColours;
}
