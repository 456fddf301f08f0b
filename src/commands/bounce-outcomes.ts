/** The table that sums up what was decided on reports: of one reading, or of all so far. */
import type { Settled } from '../bounces/settle.ts';
import type { Output } from '../terminal/output.ts';
import { writeTable } from '../terminal/table.ts';

type Outcome = Settled['outcome'];

const outcomes: Readonly<Record<Outcome, readonly [name: string, what: string]>> = {
  bounced: ['given up', 'nothing is sent to the address any more, on any list'],
  complained: ['complained', 'nothing is sent to the address any more, on any list'],
  left: ['left', 'the reader is off the list of that mailing'],
  counted: ['failed for now', 'counted; nothing else was changed'],
  ignored: ['ignored', 'nothing was changed'],
  again: ['seen before', 'settled by an earlier reading'],
};

/** `none`: the sentence where there is no report at all. */
export function writeOutcomes(output: Output, counts: ReadonlyMap<Outcome, number>, none: string): void {
  if (counts.size === 0) {
    output.write(`${none}\n`);
    return;
  }
  writeTable(output, {
    columns: [{ title: 'outcome' }, { title: 'reports', align: 'right' }, { title: 'what follows' }],
    rows: (Object.keys(outcomes) as Outcome[]).map((outcome) => [
      outcomes[outcome][0],
      (counts.get(outcome) ?? 0).toLocaleString('en'),
      outcomes[outcome][1],
    ]),
  });
}
