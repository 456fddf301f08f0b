/** One secret for everybody who signs links: the database remembers the number of the key, and refuses another one. */
import { sql } from 'kysely';
import type { Database } from '../database/open.ts';
import { UserError } from '../publication/problem.ts';
import type { Secret } from './secret.ts';

/**
 * Called before links are signed or opened. The first call writes down the number of the key that signs; a secret in which
 * it stands second (`new,old`) takes its place.
 * @throws UserError when the secret is another one: links of one machine would lead nowhere on the others.
 */
export async function agreeOnSecret(database: Database, secret: Secret): Promise<void> {
  const [{ id }] = secret;
  const known = await database.transaction(async (transaction) => {
    const row = await transaction.selectFrom('signing_key').select('id').executeTakeFirst();
    if (row?.id === id) return id;
    // Two machines may come at once for the first time.
    if (database.dialect.name === 'postgres') {
      await sql`lock table signing_key in share row exclusive mode`.execute(transaction);
    }
    const found = await transaction.selectFrom('signing_key').select('id').executeTakeFirst();
    if (found !== undefined && !secret.some((key) => key.id === found.id)) return found.id;
    await transaction.deleteFrom('signing_key').execute();
    await transaction.insertInto('signing_key').values({ id }).execute();
    return id;
  });
  if (known === id) return;
  throw new UserError(
    `The links of this publication are signed with key ${known}, and the secret of this machine makes key ${id}: links in ` +
      'messages that it sends would not work elsewhere, nor the others here. Give TUMEN_SECRET the same value on every machine ' +
      '(where it was not set, it is in .tumen/secret of the one that sent first). To change it, put the new one before the old ' +
      'one with a comma between. If the old one is lost for good, and with it every link that was sent: delete from signing_key',
  );
}
