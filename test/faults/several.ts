/** Four senders at one mailing, as if on four machines: what is tried with them, and what must hold afterwards. */
import { type ChildProcess, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import * as assert from 'uvu/assert';
import type { Database } from '../../src/database/open.ts';
import { readStatus } from '../../src/delivery/status.ts';
import type { Place } from '../database/stores.ts';
import { dice } from './kills.ts';
import {
  assertLedgerIsTrue,
  compare,
  ended,
  mailingOf,
  sendToTheEnd,
  startSender,
  totalsOf,
  type Witness,
} from './trial.ts';

/** In a process namespace of its own nobody sees from elsewhere that a process is dead: as on another machine, the lease decides. */
const apart = ['unshare', '--pid', '--fork', '--mount-proc', '--kill-child'];
const canBeApart = spawnSync(apart[0] as string, [...apart.slice(1), 'true']).status === 0;
if (!canBeApart) {
  process.stdout.write(
    'note: no process namespaces can be made; vanished senders were seen at once, as on one machine.\n',
  );
}

export type Sender = { readonly child: ChildProcess; readonly end: ReturnType<typeof ended> };

/** One of the machines; `--stay` keeps it until nothing waits any more. */
export function startMachine(place: Place, url: string, options: Record<string, unknown> = {}): Sender {
  const through = canBeApart ? apart : [];
  const child = startSender(place, url, { stay: true, leaseMs: 1_500, ...options }, through);
  return { child, end: ended(child) };
}

/** To the sender itself, and not to `unshare` in front of it. */
export function signal({ child }: Sender, name: NodeJS.Signals): void {
  const pid = child.pid as number;
  const [inner = ''] = canBeApart ? readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ') : [];
  process.kill(inner === '' ? pid : Number(inner), name);
}

/**
 * Runs four machines to the end of the mailing. `trouble` is called again and again while they run, at random moments;
 * it returns false when it has done enough.
 */
export async function sendWithFour(
  place: Place,
  server: Witness & { readonly url: string },
  seed: number,
  trouble: (machines: Sender[], roll: () => number) => Promise<boolean>,
  options: Record<string, unknown> = {},
): Promise<readonly Awaited<Sender['end']>[]> {
  const roll = dice(seed);
  const machines = [1, 2, 3, 4].map(() => startMachine(place, server.url, options));
  let over = false;
  const troubling = (async () => {
    while (server.received.length === 0 && !over) await pause(5);
    while (!over && (await trouble(machines, roll))) await pause(roll() * 120);
  })();
  const ends: Awaited<Sender['end']>[] = [];
  // `trouble` may put another machine in the place of one that it has killed.
  for (let index = 0; index < machines.length; index++) ends.push(await (machines[index] as Sender).end);
  over = true;
  await troubling;
  for (let index = ends.length; index < machines.length; index++)
    ends.push(await (machines[index] as Sender).end);
  return ends;
}

/** Kills a random one, and lets another machine begin in its place. */
export function killOneOf(place: Place, url: string, machines: Sender[], roll: () => number): void {
  const alive = machines.filter(({ child }) => child.exitCode === null && child.signalCode === null);
  const victim = alive[Math.floor(roll() * alive.length)];
  if (victim === undefined) return;
  signal(victim, 'SIGKILL');
  machines.push(startMachine(place, url));
}

/**
 * Nobody is lost, nobody who left is mailed, and every copy is on record: a delivery was repeated only after it had been
 * `unknown`, through a lease that was lost or an answer that never came, and was then sent again on purpose.
 */
export async function assertEveryCopyIsOnRecord(
  database: Database,
  server: Witness & { readonly url: string },
  invited: readonly string[],
): Promise<{ readonly copies: number; readonly resent: number }> {
  const before = compare(server, invited);
  assert.is(before.copies, 0, 'nobody was repeated by itself');
  const totals = await totalsOf(database);
  assert.is(totals.waiting, 0, 'nobody is left waiting');
  assert.ok(
    before.lost.length <= totals.unknown,
    `${before.lost.length} not received, ${totals.unknown} in doubt`,
  );
  const lostLeases =
    (await readStatus(database))[0]?.events.filter(({ kind }) => kind === 'lease lost') ?? [];
  if (totals.unknown > 0)
    assert.ok(lostLeases.length > 0, 'whatever is in doubt was left by a machine that vanished');

  const { doubts } = await sendToTheEnd(database, server.url);
  const { lost, copies, strangers } = compare(server, invited);
  assert.equal([lost, strangers], [[], []]);
  assert.ok(copies <= doubts, `${copies} copies for ${doubts} doubts`);
  assert.equal(
    { ...(await totalsOf(database)) },
    {
      audience: invited.length,
      accepted: invited.length,
      refused: 0,
      skipped: 0,
      unknown: 0,
      waiting: 0,
    },
  );
  await assertAttemptsCoverCopies(database, server);
  await assertLedgerIsTrue(database, server);
  return { copies, resent: doubts };
}

/** Reader by reader: the server never got more than the ledger had written down beforehand. */
async function assertAttemptsCoverCopies(database: Database, server: Witness): Promise<void> {
  const copies = new Map<string, number>();
  for (const { to } of server.received) copies.set(to, (copies.get(to) ?? 0) + 1);
  const rows = await database.kysely
    .selectFrom('deliveries')
    .select(['email', 'attempts'])
    .where('mailing_id', '=', (await mailingOf(database)).id)
    .execute();
  const unwritten = rows.filter(({ email, attempts }) => (copies.get(email) ?? 0) > attempts);
  assert.equal(unwritten, [], 'handed over without a word in the ledger');
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
