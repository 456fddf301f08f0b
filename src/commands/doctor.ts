/** `tumen doctor`: whether mail would be taken and believed, and what to mend. Sends nothing. */
import { resolveTxt } from 'node:dns/promises';
import type { Argv } from 'yargs';
import { readDkimKeys } from '../delivery/dkim.ts';
import { examine } from '../delivery/doctor.ts';
import { defaultTransportUrl } from '../delivery/transport.ts';
import { withAudience } from './audience.ts';

export function build(command: Argv): Argv {
  return command
    .epilogue(
      'Looks at the relays of SMTP_URL, at SPF, DKIM and DMARC of the domain in From, at the database and the clock.',
    )
    .example('$0 doctor', 'a line for each thing; the exit status is 1 when there is something to mend');
}

export async function run(): Promise<void> {
  await withAudience(async ({ newsroom, publication, database }) => {
    const found = await examine({
      publication,
      relays: process.env.SMTP_URL || defaultTransportUrl,
      dkim: readDkimKeys(newsroom.root, process.env, publication.from.address),
      database,
      resolveTxt: textsOf,
      nowMs: Date.now(),
    });
    const marks = { well: 'well', note: 'note', mend: 'MEND' };
    for (const { state, subject, text } of found)
      process.stdout.write(`${marks[state]}  ${subject}: ${text}\n`);
    if (found.some(({ state }) => state === 'mend')) process.exitCode = 1;
  });
}

/** No record and no such name are an answer; anything else is none. */
async function textsOf(name: string): Promise<readonly string[]> {
  try {
    return (await resolveTxt(name)).map((pieces) => pieces.join(''));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOTFOUND' || code === 'ENODATA') return [];
    throw error;
  }
}
