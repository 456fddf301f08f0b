/** Deaths of the sender: at random moments, at each fsync, on a full disk, behind a lock, stopped and waking up late. */
import * as assert from 'uvu/assert';
import type { Database } from '../../src/database/open.ts';
import type { Place } from '../database/stores.ts';
import { type SmtpServer, startSmtpServer } from '../delivery/smtp-server.ts';
import { compare, ended, startSender, totalsOf, until, type Witness } from './trial.ts';

/** Numbers that look random and are the same in every run. */
export function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

/** A server that takes its time, so that kills find messages under way; `flights`: when each message was in its hands. */
export async function slowServer(lateMs: number): Promise<SmtpServer> {
  return startSmtpServer({ fault: ({ moment }) => (moment === 'dot' ? { lateMs } : null) });
}

/** Kills the sender `kills` times, each after it has got a little further, then lets it come to its end. */
export async function killAgainAndAgain(
  database: Database,
  place: Place,
  server: Witness & { readonly url: string },
  invited: readonly string[],
  kills: number,
  seed: number,
): Promise<{ readonly doubts: number }> {
  const roll = dice(seed);
  let doubts = 0;
  for (let kill = 0; kill < kills; kill++) {
    const before = server.received.length;
    const child = startSender(place, server.url, { onUnknown: 'resend' });
    const end = ended(child);
    const further = before + Math.ceil(roll() * (invited.length / kills / 2));
    await until(() => server.received.length >= further || child.exitCode !== null);
    await new Promise((resolve) => setTimeout(resolve, roll() * 10));
    child.kill('SIGKILL');
    await end;
  }
  // What the last one left in doubt is found out now, and sent once more.
  const last = startSender(place, server.url, { onUnknown: 'hold' });
  assert.is((await ended(last)).code, 0);
  doubts += (await totalsOf(database)).unknown;
  assert.is((await ended(startSender(place, server.url, { onUnknown: 'resend' }))).code, 0);
  return { doubts };
}

/** Everybody at least once; nobody oftener than once for each kill and once more; nobody who had left. */
export function assertNobodyIsLost(server: Witness, invited: readonly string[], kills: number): void {
  const { lost, strangers } = compare(server, invited);
  assert.equal(lost, [], 'nobody is lost');
  assert.equal(strangers, [], 'nobody who had left is mailed');
  const counts = new Map<string, number>();
  for (const { to } of server.received) counts.set(to, (counts.get(to) ?? 0) + 1);
  const most = Math.max(...counts.values());
  assert.ok(most <= 1 + kills, `${most} copies to one reader after ${kills} kills`);
}
