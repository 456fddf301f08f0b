/** What every fault is tried on: a list, a server that keeps its own list, and the comparison of both at the end. */
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { removeSubscriber } from '../../src/audience/subscribers.ts';
import type { Database } from '../../src/database/open.ts';
import { verifyMailing } from '../../src/delivery/control.ts';
import { findMailing, type Mailing } from '../../src/delivery/mailing.ts';
import { type SendOptions, sendMailing } from '../../src/delivery/send.ts';
import { openSes } from '../../src/delivery/ses.ts';
import { openSmtp } from '../../src/delivery/smtp.ts';
import { listDeliveries } from '../../src/delivery/status.ts';
import { sumUp, type Totals, toTotals } from '../../src/delivery/sum.ts';
import { parseSesUrl, parseSmtpUrl } from '../../src/delivery/transport.ts';
import type { Place } from '../database/stores.ts';
import { addReaders, edition, secret } from '../delivery/edition.ts';
import type { Received } from '../delivery/smtp-server.ts';

/** Retries follow at once, so that a trial does not take three days. */
const soon = { delaysMs: [10, 20, 40], giveUpAfterMs: 60_000 };
const impatient = { setUpMs: 300, commandMs: 300, finalMs: 300 };

/** Readers 1 to `count` on the list; the tenth, twentieth, … have left it before anything is sent. */
export async function invite(database: Database, count: number): Promise<string[]> {
  await addReaders(database, count);
  const all = Array.from({ length: count }, (_, index) => `r${index + 1}@d${(index + 1) % 3}.example.org`);
  for (let number = 10; number <= count; number += 10) {
    await removeSubscriber(database, 'weekly', all[number - 1] as string, 'test');
  }
  return all.filter((_, index) => (index + 1) % 10 !== 0).sort();
}

const impatientToo = { uploadMs: 300, answerMs: 300 };

/** One run in this process, with short timeouts. */
export async function sendOnce(database: Database, url: string, changes: Partial<SendOptions> = {}) {
  const transport = url.startsWith('ses:')
    ? openSes(parseSesUrl(url), impatientToo)
    : openSmtp(parseSmtpUrl(url), { connections: 3, messagesPerConnection: 40 }, impatient);
  try {
    return await sendMailing({
      database,
      transport,
      secret,
      edition: edition(),
      schedule: soon,
      stay: true,
      leaseMs: 5_000,
      ...changes,
    });
  } finally {
    await transport.close();
  }
}

/** Again and again until nothing waits; returns how many deliveries were unknown on the way. */
export async function sendToTheEnd(
  database: Database,
  url: string,
): Promise<{ readonly totals: Totals; readonly doubts: number }> {
  let doubts = 0;
  for (let run = 0; run < 60; run++) {
    const { totals } = await sendOnce(database, url);
    if (totals.waiting > 0) continue;
    doubts += totals.unknown;
    if (totals.unknown === 0) return { totals, doubts };
    await sendOnce(database, url, { onUnknown: 'resend' });
  }
  throw new Error('It came to no end in sixty runs.');
}

export async function mailingOf(database: Database): Promise<Mailing> {
  return (await findMailing(database, 2, 'weekly')) as Mailing;
}

export type Comparison = {
  readonly lost: readonly string[];
  readonly copies: number;
  readonly strangers: readonly string[];
};

/** A server, or what it left behind, as far as it tells what it took. */
export type Witness = { readonly received: readonly Pick<Received, 'to'>[] };

/** The server's own list against those who should have got it. */
export function compare(server: Witness, invited: readonly string[]): Comparison {
  const got = server.received.map(({ to }) => to);
  const set = new Set(got);
  return {
    lost: invited.filter((email) => !set.has(email)),
    copies: got.length - set.size,
    strangers: [...set].filter((email) => !invited.includes(email)),
  };
}

/** The ledger says the same as the server: who is accepted was received, and the sum is proven. */
export async function assertLedgerIsTrue(database: Database, server: Witness): Promise<void> {
  const mailing = await mailingOf(database);
  const { proofs } = await verifyMailing(database, mailing);
  assert.equal(
    proofs.filter(({ broken }) => broken > 0),
    [],
  );
  const received = new Set(server.received.map(({ to }) => to));
  const invented: string[] = [];
  for await (const { email } of listDeliveries(database, mailing.id, 'accepted')) {
    if (!received.has(email)) invented.push(email);
  }
  assert.equal(invented, [], 'accepted in the ledger, and never received');
}

export async function totalsOf(database: Database): Promise<Totals> {
  return toTotals(await sumUp(database, (await mailingOf(database)).id));
}

/** The sending process; `through` is a program to start it under, such as strace with its options. */
export function startSender(
  { folder, url: databaseUrl }: Place,
  url: string,
  options: Record<string, unknown> = {},
  through: readonly string[] = [],
): ChildProcess {
  const words = [
    ...through,
    process.execPath,
    join(import.meta.dirname, '..', 'delivery', 'sending-process.ts'),
    folder,
    url,
    JSON.stringify({ leaseMs: 2_000, ...options }),
  ];
  return spawn(words[0] as string, words.slice(1), {
    env: { ...process.env, DATABASE_URL: databaseUrl ?? '' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

export async function ended(
  child: ChildProcess,
): Promise<{ readonly code: number | null; readonly errors: string }> {
  let errors = '';
  child.stderr?.on('data', (data) => (errors += data));
  child.stdout?.resume();
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, errors };
}

export async function until(condition: () => boolean, limitMs = 20_000): Promise<void> {
  const started = performance.now();
  while (!condition()) {
    if (performance.now() - started > limitMs) throw new Error('It did not come to that in time.');
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}
