/** `tumen send`: an issue to a list, or a proof of it to one address. */
import { setFlagsFromString } from 'node:v8';
import type { Argv } from 'yargs';
import { parseAddress } from '../audience/address.ts';
import { readSecret } from '../audience/secret.ts';
import { segmentCondition } from '../audience/segment/condition.ts';
import { parseSegment } from '../audience/segment/parse.ts';
import { agreeOnSecret } from '../audience/signing-key.ts';
import { openDatabase } from '../database/open.ts';
import { readDkimKeys } from '../delivery/dkim.ts';
import { findMailing } from '../delivery/mailing.ts';
import { parseDomainLimits } from '../delivery/pace.ts';
import type { Summary } from '../delivery/run.ts';
import { planMailing, sendMailing, sendTest } from '../delivery/send.ts';
import { sharedSlots } from '../delivery/shared-slots.ts';
import { maskUrl, openTransport } from '../delivery/transport.ts';
import { issueName } from '../publication/issue-name.ts';
import { writeLock } from '../publication/lock-file.ts';
import { ProblemsError, UserError } from '../publication/problem.ts';
import { countEdition } from '../reports/counted-links.ts';
import { confirm } from '../terminal/confirm.ts';
import { type Progress, startProgress } from '../terminal/progress.ts';
import { oneLine } from '../terminal/width.ts';

import { type ReadyEdition, readyEdition } from './ready-edition.ts';
import { formatTotals, waitingAgain } from './totals.ts';

export function build(command: Argv): Argv {
  return command
    .positional('issue', { type: 'string', describe: 'number, slug or "latest"', demandOption: true })
    .option('list', { type: 'string', describe: 'id of the list', defaultDescription: "the issue's own" })
    .option('test', { type: 'string', describe: 'send one proof to this address, outside every list' })
    .option('dry-run', { type: 'boolean', describe: 'say what would be done, and do nothing' })
    .option('segment', {
      type: 'string',
      describe: 'only a part of the list: \'city = "Seoul" and tag = "press"\'',
    })
    .option('at', { type: 'string', describe: "begin at this time: 2024-06-22T08:00, this machine's time" })
    .option('limit', { type: 'number', describe: 'at most so many messages in this run' })
    .option('only-domain', {
      type: 'string',
      array: true,
      requiresArg: true,
      describe: 'only readers at this domain; may be repeated',
    })
    .option('on-unknown', {
      choices: ['hold', 'resend'] as const,
      describe: 'those of whom nobody knows whether they got it: leave them, or send again',
      defaultDescription: 'hold',
    })
    .option('stay', { type: 'boolean', describe: 'stay until the deferred ones are settled as well' })
    .option('yes', { type: 'boolean', describe: 'do not ask before mailing a list' })
    .conflicts('test', ['dry-run', 'yes', 'segment', 'at', 'limit', 'only-domain', 'on-unknown', 'stay'])
    .epilogue(
      'An issue with errors (tumen check) does not go to a list; one that was sent is locked (issues/….lock.json) and stays as it is. ' +
        'Messages go to SMTP_URL (smtp://…, smtps://…, ses:…, sendmail:); without it they are written into the folder outbox/. Interrupted ' +
        'and run again, it goes on with those who are left. With DATABASE_URL (postgres://…) several machines may run it for ' +
        'one mailing, at the same time.',
    )
    .example('$0 send latest --test you@example.org', 'a proof to yourself')
    .example('$0 send 2 --list weekly --dry-run', 'how many would get it')
    .example('$0 send 2 --list weekly', 'asks, then sends')
    .example('$0 send 2 --at 2024-06-22T08:00 --yes', 'sends on Saturday morning')
    .example(
      '$0 send 2 --on-unknown resend',
      'those whom a crash left in doubt, with the Message-ID that they had',
    );
}

type Options = {
  issue: string;
  list?: string;
  test?: string;
  dryRun?: boolean;
  segment?: string;
  at?: string;
  limit?: number;
  onlyDomain?: string[];
  onUnknown?: 'hold' | 'resend';
  stay?: boolean;
  yes?: boolean;
};

export async function run(options: Options): Promise<void> {
  // So many messages are made and forgotten that V8 would let its heap grow by 100 MB; it is nearly as quick without.
  setFlagsFromString('--semi-space-growth-factor=1');
  setFlagsFromString('--heap-growing-percent=30');
  const notBeforeMs = options.at === undefined ? null : readTime(options.at);
  const limit = options.limit;
  if (limit !== undefined && !(Number.isInteger(limit) && limit > 0)) {
    throw new UserError(`--limit is ${limit}. Give a whole number of messages, 1 or more.`);
  }
  const root = process.cwd();
  const rendered = await readyEdition({ root, ref: options.issue, listId: options.list });
  const { publication } = rendered.issue;
  const database = await openDatabase(root, process.env.DATABASE_URL);
  try {
    const { segment } = options;
    const edition =
      segment === undefined
        ? rendered
        : {
            ...rendered,
            segment: {
              text: segment,
              condition: segmentCondition(database.dialect, parseSegment(segment, publication)),
            },
          };
    const dkim = readDkimKeys(root, process.env, publication.from.address);
    const domainLimits = parseDomainLimits(process.env.DOMAIN_LIMITS ?? '');
    const secret = readSecret(root, process.env.TUMEN_SECRET);
    const url = process.env.SMTP_URL || undefined;
    const slots = sharedSlots(database);
    let progress: Progress | null = null;
    const say = (news: string): void => progress?.say(oneLine(news));
    const transport = await openTransport(root, url, slots, say);
    try {
      if (options.test !== undefined) {
        const answer = await sendTest(transport, secret, edition, options.test, dkim);
        process.stdout.write(
          `Proof of ${issueName(edition.issue)} to ${options.test} through ${transport.name}: ${answer.code} ${answer.text}\n`,
        );
        return;
      }
      const plan = await planMailing(database, edition);
      const resend = options.onUnknown === 'resend' && plan.kind === 'resume' ? plan.totals.unknown : 0;
      const left = plan.kind === 'new' ? plan.audience : plan.totals.waiting + resend;
      const what = describe(
        edition,
        left,
        plan.kind === 'resume',
        maskUrl(url ?? transport.name),
        notBeforeMs,
      );
      if (options.dryRun === true) {
        process.stdout.write(`${what}A dry run: nothing was sent.\n`);
        // What would be refused is no less true for not having been tried.
        if (left > 0 && edition.errors.length > 0) throw new ProblemsError(edition.errors);
        return;
      }
      if (plan.kind === 'resume' && left === 0) {
        const { segment: part } = plan.mailing;
        const whom = part === null ? edition.list.id : `the segment ${part} of ${edition.list.id}`;
        process.stdout.write(
          `Nobody is left: issue ${edition.issue.number} has been sent to ${whom}.\n${formatTotals(plan.totals)}`,
        );
        return;
      }
      if (edition.errors.length > 0) throw new ProblemsError(edition.errors);
      await agreeOnSecret(database, secret);
      // A wrong day, perhaps: whoever is not asked is told at least.
      if (plan.kind === 'new' && notBeforeMs !== null && notBeforeMs < Date.now())
        process.stderr.write(`--at ${options.at} has passed: sending begins at once.\n`);
      if (left > 0 && options.yes !== true) {
        process.stderr.write(what);
        if (!(await confirm('Send it?'))) {
          process.stdout.write('Nothing was sent.\n');
          return;
        }
      }
      // From now on the issue is what was sent; the file belongs into Git, beside the issue's own.
      if (left > 0) await writeLock(root, edition.issue, edition.lock);
      const already = plan.kind === 'new' ? 0 : plan.totals.audience - left;
      // With nobody to send to there is no progress, only the sentence that says so.
      progress =
        left === 0
          ? null
          : startProgress({
              label: 'Sending',
              total: already + left,
              doneBefore: already,
              output: process.stderr,
            });
      const signal = interruptible();
      const summary = await sendMailing({
        database,
        transport,
        secret,
        edition: await countEdition(database, secret, edition),
        notBeforeMs,
        domainLimits,
        slots,
        dkim,
        onUnknown: options.onUnknown ?? 'hold',
        stay: options.stay ?? false,
        ...(limit === undefined ? {} : { limit }),
        ...(options.onlyDomain === undefined ? {} : { onlyDomains: options.onlyDomain.map(domainOf) }),
        signal,
        onSilence: say,
        onProgress: ({ totals }) => progress?.update(totals.audience - totals.waiting),
      }).finally(() => progress?.finish());
      // Paused meanwhile, perhaps.
      const mailing = (await findMailing(database, edition.issue.number, edition.list.id)) ?? summary.mailing;
      report(edition, { ...summary, mailing });
    } finally {
      await transport.close();
    }
  } finally {
    await database.close();
  }
}

/** `2024-06-22T08:00` in this machine's time, or with a zone of its own. Throws UserError for what is no time. */
function readTime(text: string): number {
  const time = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}/.test(text)
    ? Date.parse(text.replace(' ', 'T'))
    : Number.NaN;
  // Date.parse takes 31 February for 2 March: the day by itself has to come out as it went in.
  const day = text.slice(0, 10);
  if (Number.isNaN(time) || new Date(day).toISOString().slice(0, 10) !== day) {
    throw new UserError(
      `--at is “${text}”, which is no time. Write 2024-06-22T08:00, or 2024-06-22T08:00+09:00.`,
    );
  }
  return time;
}

/** Throws UserError for what is no domain. */
function domainOf(text: string): string {
  const address = parseAddress(`postmaster@${text}`);
  if ('refused' in address) throw new UserError(`--only-domain is “${text}”, which is no domain.`);
  return address.domain;
}

/** Which issue, with which subject, to how many, by which road, when: a line each. */
function describe(
  { issue, list }: ReadyEdition,
  left: number,
  resumed: boolean,
  road: string,
  notBeforeMs: number | null,
): string {
  const readers = left === 1 ? '1 reader' : `${left.toLocaleString('en')} readers`;
  return [
    `Issue    ${issue.number}, “${oneLine(issue.subject)}”\n`,
    `To       ${readers}${resumed ? ' who are left' : ''} of ${list.name} (${list.id})\n`,
    `Through  ${road}\n`,
    notBeforeMs === null ? '' : `At       ${new Date(notBeforeMs).toString().replace(/ \(.*$/, '')}\n`,
  ].join('');
}

function report({ issue, list }: ReadyEdition, summary: Summary): void {
  const { mailing, totals, stopped, nextDueMs } = summary;
  process.stdout.write(`Issue ${issue.number} to ${list.id}:\n${formatTotals(totals)}`);
  if (stopped !== null) process.stdout.write(`Stopped: ${stopped}\n`);
  if (totals.waiting > 0) {
    const goesOn = ` "tumen send ${issue.number} --list ${list.id}" goes on with them.`;
    process.stdout.write(`${waitingAgain(mailing, nextDueMs)}${mailing.state === 'paused' ? '' : goesOn}\n`);
  }
  if (totals.unknown > 0)
    process.stdout.write(`"tumen status ${issue.number} --who unknown" names those of whom nobody knows.\n`);
  if (stopped !== null || totals.waiting > 0 || totals.unknown > 0) process.exitCode = 1;
}

const onePressMs = 300;

/** The first Ctrl-C (or a `kill`) lets what is under way finish; the second stops at once. */
function interruptible(): AbortSignal {
  const controller = new AbortController();
  let firstAtMs = 0;
  const interrupt = (): void => {
    if (controller.signal.aborted) {
      // npm and timeout hand on the Ctrl-C that the terminal has given to everybody: one key press comes twice.
      if (performance.now() - firstAtMs > onePressMs) process.exit(1);
      return;
    }
    firstAtMs = performance.now();
    controller.abort();
    process.stderr.write('\nFinishing what is under way. Press Ctrl-C again to stop at once.\n');
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  return controller.signal;
}
