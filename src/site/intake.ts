/** Forms in which anybody can write any address: one letter a day to each, whatever is sent how often from where. */
import type { Transaction } from 'kysely';
import type { Secret } from '../audience/secret.ts';
import { askForConfirmation } from '../audience/signup.ts';
import { findSubscriber } from '../audience/subscribers.ts';
import { findSuppression } from '../audience/suppressions.ts';
import type { Database } from '../database/open.ts';
import type { Tables } from '../database/schema.ts';
import { type Allowance, areSpent, spend } from './allowances.ts';
import type { Client } from './client.ts';
import { postLetter } from './letters.ts';
import { together } from './together.ts';
import { within } from './within.ts';

export type Wish =
  | {
      readonly kind: 'subscribe';
      readonly email: string;
      readonly key: string;
      readonly name: string | null;
      readonly lists: readonly string[];
      readonly textVersion: string;
      readonly client: Client;
    }
  | { readonly kind: 'access'; readonly email: string; readonly key: string; readonly client: Client };

const day = 24 * 3_600_000;
const hour = 3_600_000;

/** Letters that one network may cause in an hour: a class room may subscribe together, a script gets nowhere. */
const mostFromNetwork = 20;

/**
 * Takes one wish. What became of it is told to nobody: every wish takes its turn in the same transaction as those
 * beside it, so that neither the answer nor its time says whether an address is known.
 */
export function openIntake(
  database: Database,
  secret: Secret,
  onLetter: () => void,
): (wish: Wish) => Promise<void> {
  return together<Wish, void>(async (wishes) => {
    // A flood is mostly wishes whose day is over: they are found together, and cost no write.
    const spent = await areSpent(database, secret, wishes.map(allowancesOf));
    const open = wishes.filter((_, index) => spent[index] === false);
    if (open.length > 0) {
      const posted = await database.transaction(async (transaction) => {
        let letters = 0;
        for (const wish of open) if (await grant(database, transaction, secret, wish)) letters++;
        return letters;
      });
      if (posted > 0) onLetter();
    }
    return wishes.map(() => undefined);
  });
}

function allowancesOf({ key, client }: Wish): readonly Allowance[] {
  return [
    { what: `letter|${key}`, most: 1, spanMs: day },
    { what: `network|${client.network}`, most: mostFromNetwork, spanMs: hour },
  ];
}

async function grant(
  database: Database,
  transaction: Transaction<Tables>,
  secret: Secret,
  wish: Wish,
): Promise<boolean> {
  if (!(await spend(database, transaction, secret, allowancesOf(wish)))) return false;
  const inside = within(database, transaction);
  if (wish.kind === 'access') {
    const found = await findSubscriber(inside, wish.email);
    if (found === null || (await findSuppression(inside, wish.email)) !== null) return false;
    await postLetter(database, transaction, { kind: 'access', subscriberId: found.subscriber.id, lists: [] });
    return true;
  }
  const { email, name, lists, client, textVersion } = wish;
  const origin = { source: 'form', address: client.address, textVersion };
  const asked = await askForConfirmation(inside, lists, { email, name }, origin);
  if (asked === 'suppressed') return false;
  const known = lists.every((list) => asked.alreadyActive.includes(list));
  const kind = known ? 'already' : 'confirm';
  await postLetter(database, transaction, { kind, subscriberId: asked.subscriberId, lists });
  return true;
}
