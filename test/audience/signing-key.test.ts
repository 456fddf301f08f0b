import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readSecret } from '../../src/audience/secret.ts';
import { agreeOnSecret } from '../../src/audience/signing-key.ts';
import type { Database } from '../../src/database/open.ts';
import { everywhere } from '../database/stores.ts';

const one = 'the first secret, of more than 32 characters'.replaceAll(' ', '-').replaceAll(',', '');
const two = 'the second secret of more than 32 characters'.replaceAll(' ', '-');
const three = 'the third secret is of more than 32 characters'.replaceAll(' ', '-');

const secretOf = (text: string) => readSecret('/nowhere', text);

async function refusal(database: Database, text: string): Promise<string> {
  try {
    await agreeOnSecret(database, secretOf(text));
  } catch (error) {
    assert.is((error as Error).name, 'UserError');
    return (error as Error).message;
  }
  throw new Error('it was agreed on');
}

everywhere('the first secret is agreed on, and another one is refused with what to do', (withDatabase) =>
  withDatabase(async (database) => {
    await agreeOnSecret(database, secretOf(one));
    await agreeOnSecret(database, secretOf(one));
    const message = await refusal(database, two);
    const [first, second] = [secretOf(one)[0].id, secretOf(two)[0].id];
    assert.match(
      message,
      new RegExp(`signed with key ${first}, and the secret of this machine makes key ${second}`),
    );
    assert.match(message, /Give TUMEN_SECRET the same value on every machine/);
    assert.not.match(message, /first-secret|second-secret/);
    assert.equal(await database.kysely.selectFrom('signing_key').selectAll().execute(), [{ id: first }]);
  }),
);

everywhere(
  'a new secret takes the place of the old one that stands behind it, on every machine',
  (withDatabase) =>
    withDatabase(async (database) => {
      await agreeOnSecret(database, secretOf(one));
      await agreeOnSecret(database, secretOf(`${two},${one}`));
      await agreeOnSecret(database, secretOf(two));
      await refusal(database, one);
      await refusal(database, `${three},${one}`);
    }),
);

everywhere('two that come first at once agree on one', (withDatabase) =>
  withDatabase(async (database) => {
    const agreed = await Promise.allSettled(
      [one, two].map((text) => agreeOnSecret(database, secretOf(text))),
    );
    assert.equal(agreed.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
    assert.is((await database.kysely.selectFrom('signing_key').selectAll().execute()).length, 1);
  }),
);

test.run();
