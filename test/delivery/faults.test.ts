import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { everywhere, stores } from '../database/stores.ts';
import { assertNobodyIsLost, killAgainAndAgain, slowServer } from '../faults/kills.ts';
import { assertLedgerIsTrue, invite, totalsOf } from '../faults/trial.ts';
import { tryWay } from '../faults/try-way.ts';
import { ways } from '../faults/ways.ts';

// The short form of test/faults: every third way, on few readers, and a few kills. `npm run test:faults` runs it all.

for (const store of stores) {
  for (const way of ways.filter((_, index) => index % 3 === 1)) {
    test(`${store.name}: a server that ${way.name}`, () => tryWay(store, way, 30, 3, 3));
  }
}

everywhere('killed five times: nobody lost, one copy a kill at most', (withDatabase) =>
  withDatabase(async (database, place) => {
    const invited = await invite(database, 300);
    const server = await slowServer(3);
    try {
      await killAgainAndAgain(database, place, server, invited, 5, 7);
      assertNobodyIsLost(server, invited, 5);
      assert.is((await totalsOf(database)).accepted, invited.length);
      await assertLedgerIsTrue(database, server);
    } finally {
      await server.close();
    }
  }),
);

test.run();
