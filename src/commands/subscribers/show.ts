/** `tumen subscribers show`: everything that is held about one reader. */
import type { Argv } from 'yargs';
import { type OwnData, ownData, ownDataText } from '../../audience/own-data.ts';
import { findSubscriber } from '../../audience/subscribers.ts';
import { findSuppression } from '../../audience/suppressions.ts';
import { UserError } from '../../publication/problem.ts';
import { coloursFor } from '../../terminal/colours.ts';
import { writeTable } from '../../terminal/table.ts';
import { oneLine } from '../../terminal/width.ts';
import { withAudience } from '../audience.ts';

export function build(command: Argv): Argv {
  return command
    .positional('email', {
      type: 'string',
      describe: 'mail address, in whatever spelling',
      demandOption: true,
    })
    .option('json', { type: 'boolean', describe: 'as JSON, for instance to answer a request for access' })
    .example('$0 subscribers show ada@example.org', 'lists, consent, tags, what was sent and what came back')
    .example('$0 subscribers show ada@example.org --json > ada.json', 'the same for the reader');
}

type Options = { email: string; json?: boolean };

export async function run({ email, json }: Options): Promise<void> {
  await withAudience(async ({ database }) => {
    const found = await findSubscriber(database, email);
    const data = found === null ? null : await ownData(database, found.subscriber.id);
    if (data === null) {
      const suppression = await findSuppression(database, email);
      const besides =
        suppression === null
          ? ''
          : ` ${suppression.value} is suppressed (${suppression.reason}, ${suppression.source}).`;
      throw new UserError(`Nothing is held about ${email}.${besides}`);
    }
    process.stdout.write(json === true ? ownDataText(data) : '');
    if (json !== true) print(data);
  });
}

function print(data: OwnData): void {
  const { bold, yellow } = coloursFor(process.stdout);
  const { subscriber, tags, suppression } = data;
  const say = (name: string, value: string): void => {
    if (value !== '') process.stdout.write(`${name.padEnd(12)}${oneLine(value)}\n`);
  };
  process.stdout.write(`${bold(oneLine(subscriber.email))}\n`);
  say('name', subscriber.name ?? '');
  for (const [field, value] of Object.entries(subscriber.attributes)) say(field, value);
  say('tags', tags.join(', '));
  say('known since', minute(data.knownSinceMs));
  if (suppression !== null) {
    say(
      'suppressed',
      yellow(
        `${suppression.value}: ${suppression.reason}, ${suppression.source}, ${minute(suppression.sinceMs)}`,
      ),
    );
  }
  table(
    'Lists',
    ['list', 'state', 'since', 'agreed', 'how', 'from', 'words'],
    data.subscriptions.map((subscription) => [
      subscription.list,
      subscription.state,
      minute(subscription.sinceMs),
      minute(subscription.agreedAtMs),
      subscription.consentSource ?? '',
      subscription.consentAddress ?? '',
      subscription.consentText ?? '',
    ]),
  );
  table(
    'History',
    ['time', 'list', 'became', 'how', 'from', 'words'],
    data.consent.map((event) => [
      minute(event.atMs),
      event.list,
      event.state,
      event.source,
      event.address ?? '',
      event.textVersion ?? '',
    ]),
  );
  table(
    'Sent',
    ['issue', 'list', 'delivery', 'time'],
    data.issues.map((issue) => [String(issue.issue), issue.list, issue.state, minute(issue.atMs)]),
  );
  table(
    'Came back',
    ['time', 'kind', 'status', 'decision'],
    data.returned.map((mail) => [minute(mail.atMs), mail.kind, mail.status ?? '', mail.decision]),
  );
}

function table(title: string, titles: readonly string[], rows: readonly (readonly string[])[]): void {
  if (rows.length === 0) return;
  process.stdout.write(`\n${coloursFor(process.stdout).bold(title)}\n`);
  // A column that says nothing about anybody is not shown.
  const kept = titles.map((_, index) => index).filter((index) => rows.some((row) => row[index] !== ''));
  writeTable(process.stdout, {
    columns: kept.map((index) => ({ title: titles[index] as string })),
    rows: rows.map((row) => kept.map((index) => row[index] as string)),
  });
}

/** `2024-06-18 09:30`, by UTC. */
function minute(ms: number | null): string {
  return ms === null ? '' : new Date(ms).toISOString().slice(0, 16).replace('T', ' ');
}
