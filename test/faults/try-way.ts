/** Tries one way of misbehaving on a list of readers, to the end, and compares. */
import * as assert from 'uvu/assert';
import type { Store } from '../database/stores.ts';
import { startSmtpServer } from '../delivery/smtp-server.ts';
import { assertLedgerIsTrue, compare, invite, sendToTheEnd } from './trial.ts';
import type { Way } from './ways.ts';

/** The server misbehaves every `every`th time that it could, `times` times in all, and is well then. */
export async function tryWay(store: Store, way: Way, readers = 60, every = 4, times = 6): Promise<void> {
  let chances = 0;
  let faults = 0;
  const server = await startSmtpServer({
    extensions: way.extensions ?? ['PIPELINING', 'ENHANCEDSTATUSCODES'],
    fault: ({ moment }) => {
      const often = moment === 'connect' || moment === 'ehlo' ? 2 : every;
      if (moment !== way.moment || faults === times || chances++ % often !== 0) return null;
      faults++;
      return way.fault;
    },
  });
  try {
    await store.withDatabase(async (database) => {
      const invited = await invite(database, readers);
      const { totals, doubts } = await sendToTheEnd(database, server.url);
      const { lost, copies, strangers } = compare(server, invited);
      assert.ok(faults > 0, 'the server never misbehaved');
      assert.equal(lost, [], 'nobody is lost');
      assert.equal(strangers, [], 'nobody who had left is mailed');
      assert.is(totals.refused, 0, 'nobody is blamed');
      assert.is(totals.accepted, invited.length);
      if (way.worst === 'none') assert.is(copies, 0, 'nobody is mailed twice');
      else assert.ok(copies <= doubts, `${copies} copies for ${doubts} doubts`);
      await assertLedgerIsTrue(database, server);
    });
  } finally {
    await server.close();
  }
}
