/** A report in the terminal: sentences, tables, and curves of block characters. */
import { type Output, writeSentence } from '../terminal/output.ts';
import { writeTable } from '../terminal/table.ts';
import { oneLine } from '../terminal/width.ts';
import { countOf, momentOf, numberOf, type Report, share } from './report.ts';

export function writeReport(output: Output, report: Report, earlier: readonly Report[]): void {
  const { mailing, totals, acceptance, domains, refusals, unsubscribed, complained, clicks } = report;
  const say = (text: string): void => writeSentence(output, text);
  const { audience, accepted, refused, skipped, unknown, waiting } = totals;
  say(`No. ${mailing.issueNumber} to ${mailing.list}: ${oneLine(mailing.subject)}`);
  say(`begun ${momentOf(mailing.openedAtMs)} UTC, ${mailing.state}`);
  say('');
  say(
    `${countOf(audience)} ${audience === 1 ? 'reader' : 'readers'} = ${countOf(accepted)} accepted (${share(accepted, audience)}) + ${countOf(refused)} refused + ` +
      `${countOf(skipped)} skipped + ${countOf(unknown)} unknown + ${countOf(waiting)} waiting`,
  );
  const last = acceptance.at(-1);
  if (last !== undefined) {
    say(`accepted over time  ${sparkline(report)}  until ${momentOf(last.untilMs)} UTC`);
  }
  say(
    `left after it ${countOf(unsubscribed)} (${share(unsubscribed, accepted)} of accepted), complained ${countOf(complained)}`,
  );
  if (domains.length > 0) {
    say('');
    writeTable(output, {
      columns: ['domain', 'readers', 'accepted', 'refused', 'waiting'].map(column),
      rows: domains.map((each) => [
        each.domain,
        ...[each.audience, each.accepted, each.refused, each.waiting].map(countOf),
      ]),
    });
  }
  if (refusals.length > 0) {
    say('');
    writeTable(output, {
      columns: [{ title: 'refused', align: 'right' }, { title: 'what the server said' }],
      rows: refusals.map(({ count, reason }) => [countOf(count), oneLine(reason)]),
    });
  }
  say('');
  if (clicks === null) say('Nothing was counted: the publication has counting turned off.');
  else writeClicks(output, clicks);
  if (earlier.length > 0) {
    say('');
    writeTable(output, {
      columns: ['issue', 'readers', 'accepted', 'refused', 'left', 'clicks'].map(column),
      rows: [report, ...earlier].map((each) => [
        `No. ${each.mailing.issueNumber}`,
        countOf(each.totals.audience),
        share(each.totals.accepted, each.totals.audience),
        share(each.totals.refused, each.totals.audience),
        share(each.unsubscribed, each.totals.accepted),
        each.clicks === null ? '–' : countOf(each.clicks.people),
      ]),
    });
  }
}

function writeClicks(
  output: Output,
  { links, people, machines, opens, machineOpens }: NonNullable<Report['clicks']>,
): void {
  writeSentence(
    output,
    `${numberOf(people, 'click')} and ${numberOf(opens, 'open')} by people; counted apart, by machines (prefetches, scanners, bursts, ` +
      `the first two minutes): ${numberOf(machines, 'click')}, ${numberOf(machineOpens, 'open')}`,
  );
  writeTable(output, {
    columns: [{ title: 'clicks', align: 'right' }, { title: 'machines', align: 'right' }, { title: 'link' }],
    rows: links
      .toSorted((a, b) => b.people - a.people || a.link - b.link)
      .slice(0, 15)
      .map((each) => [countOf(each.people), countOf(each.machines), oneLine(each.url)]),
  });
}

const blocks = '▁▂▃▄▅▆▇█';

/** The curve of the accepted in 24 characters, as high as the audience. */
function sparkline({ acceptance, totals, mailing }: Report): string {
  const start = Math.max(mailing.openedAtMs, mailing.notBeforeMs);
  const end = acceptance.at(-1)?.untilMs ?? start;
  return Array.from({ length: 24 }, (_, index) => {
    const at = start + ((index + 1) / 24) * (end - start);
    const accepted = acceptance.findLast(({ untilMs }) => untilMs <= at)?.accepted ?? 0;
    return blocks[
      Math.min(blocks.length - 1, Math.floor((blocks.length * accepted) / Math.max(1, totals.audience)))
    ];
  }).join('');
}

function column(title: string, index: number): { title: string; align?: 'right' } {
  return index === 0 ? { title } : { title, align: 'right' };
}
