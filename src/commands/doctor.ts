/** `tumen doctor`: whether mail would be taken and believed, and what to mend. Sends nothing. */
import type { Argv } from 'yargs';
import { diagnoseMailbox } from '../bounces/diagnose.ts';
import type { Diagnosis } from '../delivery/doctor/diagnosis.ts';
import { openDns } from '../delivery/doctor/dns.ts';
import { examine } from '../delivery/doctor/examine.ts';
import { readNewsroom } from '../publication/newsroom.ts';
import { coloursFor } from '../terminal/colours.ts';
import { isTerminal, type Output, widthOf } from '../terminal/output.ts';
import { oneLine, wrapToColumns } from '../terminal/width.ts';
import { publicationOf } from './audience.ts';

export function build(command: Argv): Argv {
  return command
    .option('dns', {
      type: 'string',
      requiresArg: true,
      describe: 'ask this name server, for instance the domain’s own after a change: 192.0.2.53',
      defaultDescription: "the machine's own",
    })
    .epilogue(
      'Looks at the relays of SMTP_URL (connection, TLS, login; for ses: the account), at SPF, DKIM and DMARC of the domain in ' +
        'From, at whether replies and bounces arrive and the mailbox of BOUNCES_URL lets us in, at the public address, the ' +
        'secret, the database and the clock.',
    )
    .example('$0 doctor', 'a line for each thing; the exit status is 1 when there is something to mend');
}

export async function run({ dns }: { dns?: string }): Promise<void> {
  const newsroom = await readNewsroom(process.cwd());
  const examined = await examine({
    publication: publicationOf(newsroom),
    root: newsroom.root,
    environment: process.env,
    dns: openDns(dns),
    nowMs: Date.now(),
  });
  const mailbox = process.env.BOUNCES_URL;
  const found = mailbox ? [...examined, await diagnoseMailbox(mailbox)] : examined;
  for (const diagnosis of found) process.stdout.write(format(diagnosis, process.stdout));
  const toMend = found.filter(({ state }) => state === 'mend').length;
  process.stdout.write(
    toMend === 0 ? 'Nothing is to be mended.\n' : `${toMend} of ${found.length} things are to be mended.\n`,
  );
  if (toMend > 0) process.exitCode = 1;
}

/** In a pipe a line; on a terminal the subject, and the sentences below it in lines that fit. */
function format({ state, subject, text }: Diagnosis, output: Output): string {
  const mark = { well: 'well', note: 'note', mend: 'MEND' }[state];
  if (!isTerminal(output)) return `${mark}  ${oneLine(subject)}: ${oneLine(text)}\n`;
  const colours = coloursFor(output);
  const paint = { well: colours.green, note: colours.yellow, mend: colours.red }[state];
  const lines = wrapToColumns(oneLine(text), widthOf(output) - 6).split('\n');
  return `${paint(mark)}  ${colours.bold(oneLine(subject))}\n${lines.map((line) => `      ${line}\n`).join('')}`;
}
