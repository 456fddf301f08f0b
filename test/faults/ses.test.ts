import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { withDatabase } from '../database/temporary-store.ts';
import { pointAwsTo, startSesServer } from '../delivery/ses-server.ts';
import { assertNobodyIsLost, killAgainAndAgain } from './kills.ts';
import { sesWays, trySesWay } from './ses-ways.ts';
import { assertLedgerIsTrue, invite, totalsOf } from './trial.ts';

for (const way of sesWays) {
  test(`an SES that ${way.name}`, () => trySesWay(way, 100, 6));
}

test('killed ten times on the way to SES: nobody lost, one copy a kill at most', () =>
  withDatabase(async (database, folder) => {
    const invited = await invite(database, 500);
    const server = await startSesServer({
      fault: ({ moment }) => (moment === 'body' ? { lateMs: 5 } : null),
    });
    pointAwsTo(server.endpoint);
    try {
      const road = { ...server, url: 'ses:?connections=5' };
      await killAgainAndAgain(database, { folder, url: undefined }, road, invited, 10, 1);
      assertNobodyIsLost(server, invited, 10);
      assert.is((await totalsOf(database)).accepted, invited.length);
      await assertLedgerIsTrue(database, server);
    } finally {
      await server.close();
    }
  }));

test.run();
