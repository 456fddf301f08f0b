/** Postfix's smtp-sink for the ways of misbehaving that it knows, and one trial of such a way. */
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { withDatabase } from '../database/temporary-store.ts';
import { startSmtpSink } from '../delivery/smtp-sink.ts';
import { assertLedgerIsTrue, compare, invite, sendOnce, sendToTheEnd, totalsOf } from './trial.ts';

export type SinkWay = {
  readonly name: string;
  readonly options: readonly string[];
  /** Whether the sink says no to messages that it has written down: what it dumped then is not what it took. */
  readonly disowns?: true;
};

const commands = ['connect', 'ehlo', 'mail', 'rcpt', 'data', '.', 'quit'] as const;
const manners = { q: 'hangs up at', Q: 'says 421 at', r: 'refuses for now', f: 'refuses for good' } as const;

/** Every manner at every command, and what else it can do. */
export const sinkWays: readonly SinkWay[] = [
  ...Object.entries(manners).flatMap(([letter, manner]) =>
    commands.map((command): SinkWay => {
      const words = { name: `${manner} ${command}`, options: [`-${letter}`, command] };
      return command === '.' && letter !== 'q' ? { ...words, disowns: true } : words;
    }),
  ),
  {
    name: 'refuses DATA for good, in general words',
    options: ['-f', 'data', '-B', '554 5.0.0 Transaction failed'],
  },
  {
    name: 'refuses our name for good, not before RCPT',
    options: ['-f', 'rcpt', '-B', '504 5.5.2 <tumen>: Helo command rejected: need fully-qualified hostname'],
  },
  {
    name: 'refuses our address for good, not before RCPT',
    options: ['-f', 'rcpt', '-B', '550 5.1.8 <desk@example.org>: Sender address rejected: Domain not found'],
  },
  { name: 'refuses in the middle of the body', options: ['-A', '0'] },
  { name: 'takes its time at DATA', options: ['-w', '1'] },
  { name: 'takes its time before it says that it has a message', options: ['-W', '.:1'] },
  // What was given up waiting for lies in its buffers, and is read all the same.
  { name: 'reads no body for a while', options: ['-H', '1'] },
  { name: 'dies after seven messages', options: ['-M', '7'] },
  // The first session is the one that looks whether it listens.
  { name: 'dies after two sessions', options: ['-n', '3'] },
  { name: 'has no pipelining', options: ['-p'] },
  { name: 'has no ESMTP', options: ['-e'] },
  { name: 'looks like a PIX', options: ['-P'] },
  { name: 'has a narrow window', options: ['-T', '1024'] },
];

/** An operator waits so long before he stops the run and has the server mended. */
const patienceMs = 1_500;
/** What was deferred while the server was ill is due again when it is well. */
const soonAfter = { delaysMs: [patienceMs], giveUpAfterMs: 3_600_000 };

/** A run into the sink as it misbehaves, then runs into one that is well, to the end. */
export async function trySinkWay(way: SinkWay, readers: number): Promise<void> {
  await withDatabase(async (database, folder) => {
    const invited = await invite(database, readers);
    const ill = await withSink(folder, 'ill', way.options, (url) =>
      sendOnce(database, url, {
        stay: false,
        schedule: soonAfter,
        signal: AbortSignal.timeout(patienceMs),
      }),
    );
    const doubted = (await totalsOf(database)).unknown;
    const well = await withSink(folder, 'well', [], async (url) => {
      if (doubted > 0) await sendOnce(database, url, { onUnknown: 'resend' });
      return sendToTheEnd(database, url);
    });
    const taken = [...(way.disowns ? [] : ill.dumped), ...well.dumped];
    const witness = { received: taken.map((to) => ({ to })) };
    const { lost, copies, strangers } = compare(witness, invited);
    assert.equal([lost, strangers], [[], []], 'nobody is lost, and nobody who had left is mailed');
    assert.equal(
      [well.result.totals.accepted, well.result.totals.refused],
      [invited.length, 0],
      'nobody is blamed',
    );
    // A copy has a reason on record: a message of which nobody knew whether it had been taken.
    const doubts = doubted + well.result.doubts;
    assert.ok(copies <= doubts, `${copies} copies for ${doubts} doubts`);
    await assertLedgerIsTrue(database, witness);
  });
}

/** `dumped`: the recipients of all whole messages in the sink's own files. */
async function withSink<T>(
  folder: string,
  name: string,
  options: readonly string[],
  work: (url: string) => Promise<T>,
): Promise<{ readonly result: T; readonly dumped: readonly string[] }> {
  const dump = join(folder, name);
  mkdirSync(dump);
  const sink = await startSmtpSink(folder, [...options, '-d', `${dump}/%M.`]);
  try {
    const result = await work(sink.url);
    const messages = readdirSync(dump).map((file) => readFileSync(join(dump, file), 'latin1'));
    const whole = messages.filter((text) => /--=_a[0-9a-f]+--\s*$/.test(text));
    return { result, dumped: whole.map((text) => /^X-Rcpt-Args: <([^>]*)>/m.exec(text)?.[1] ?? '') };
  } finally {
    await sink.stop();
  }
}
