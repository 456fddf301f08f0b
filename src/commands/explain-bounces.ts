/** What `tumen bounces --explain` prints: for a person whole paragraphs and a sum, for a program a line a decision. */
import { type Decision, eachDecision } from '../bounces/decisions.ts';
import { outcomeOf, type Settled } from '../bounces/settle.ts';
import type { Database } from '../database/open.ts';
import { type Colours, coloursFor } from '../terminal/colours.ts';
import { isTerminal, type Output, widthOf } from '../terminal/output.ts';
import { oneLine, wrapToColumns } from '../terminal/width.ts';
import { writeOutcomes } from './bounce-outcomes.ts';

const titles = ['time', 'reader', 'kind', 'status', 'mailing', 'origin', 'decision', 'words'];

export async function explainBounces(output: Output, database: Database): Promise<void> {
  const forPerson = isTerminal(output);
  const counts = new Map<Settled['outcome'], number>();
  if (!forPerson) output.write(`${titles.join('\t')}\n`);
  for await (const decisions of eachDecision(database)) {
    for (const { kind, decision } of decisions) {
      const outcome = outcomeOf(kind, decision);
      counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
    }
    const text = forPerson
      ? decisions.map((one) => paragraph(one, widthOf(output), coloursFor(output))).join('')
      : decisions.map((one) => `${cellsOf(one).map(oneLine).join('\t')}\n`).join('');
    // A pipe that is read slowly is waited for.
    if (!output.write(text)) await new Promise((resolve) => output.once('drain', resolve));
  }
  if (forPerson)
    writeOutcomes(output, counts, 'Nothing has been read so far: "tumen bounces --help" says how.');
}

function paragraph(decision: Decision, width: number, colours: Colours): string {
  const [time, reader, kind, status, mailing, origin, what, words] = cellsOf(decision) as [
    ...[string, string, string, string, string, string, string, string],
  ];
  const about = [kind, status, mailing && `issue ${mailing}`, origin]
    .filter((part) => part !== '')
    .join(', ');
  const indented = (text: string) =>
    wrapToColumns(oneLine(text), width - 2)
      .split('\n')
      .map((line) => `  ${line}\n`)
      .join('');
  return (
    `${time}  ${colours.bold(oneLine(reader) || '(nobody that we know)')}  ${about}\n` +
    indented(what) +
    (words === '' ? '' : colours.dim(indented(`“${words}”`))) +
    '\n'
  );
}

function cellsOf(one: Decision): readonly string[] {
  const time = new Date(one.atMs).toISOString().slice(0, 16).replace('T', ' ');
  const { email, kind, status, mailing, origin, decision, diagnostic } = one;
  return [time, email ?? '', kind, status ?? '', mailing ?? '', origin, decision, diagnostic ?? ''];
}
