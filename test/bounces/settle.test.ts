import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { addSubscriber, findSubscriber } from '../../src/audience/subscribers.ts';
import { findSuppression } from '../../src/audience/suppressions.ts';
import { readReport } from '../../src/bounces/read-report.ts';
import { outcomeOf, type Settled, settleReport } from '../../src/bounces/settle.ts';
import type { Database } from '../../src/database/open.ts';
import { messageId, readerTokens, returnPath } from '../../src/delivery/links.ts';
import { everywhere } from '../database/stores.ts';
import { secret } from '../delivery/edition.ts';
import { exim, feedbackReport, plainReport, statusReport } from './shapes.ts';

const uidOf = (issue: number): string => `0123456789abcde${issue}`;
const nameOf = (issue: number, subscriberId: number) => ({
  mailingUid: uidOf(issue),
  list: 'weekly',
  subscriberId,
});
const idOf = (reader: number, issue = 1) => messageId(secret, nameOf(issue, reader), 'desk@example.org');

const gone = (id: string, salt = '') => statusReport(id, { status: '5.1.1', words: `Not there. ${salt}` });
const full = (id: string, salt = '') => statusReport(id, { status: '5.2.2', words: `Full. ${salt}` });

/** Two readers on two lists, and nine mailings to one of these. Returns the readers' numbers. */
async function fill(database: Database): Promise<readonly [number, number]> {
  for (const email of ['ada@example.org', 'bea@example.org'])
    for (const list of ['weekly', 'alerts']) await addSubscriber(database, list, { email }, 'x');
  for (let issue = 1; issue <= 9; issue++) {
    const mailing = { uid: uidOf(issue), issue_number: issue, issue_slug: 's', list: 'weekly' };
    const rest = { content_hash: 'h', subject: 's', audience: 1, not_before: 0, opened_at: 0 };
    await database.kysely
      .insertInto('mailings')
      .values({ ...mailing, ...rest, state: 'open' })
      .execute();
  }
  const rows = await database.kysely.selectFrom('subscribers').select('id').orderBy('email').execute();
  return rows.map(({ id }) => id) as [number, number];
}

/** What the record says of it later is what was said at once. */
async function settle(database: Database, raw: Buffer): Promise<Settled> {
  const report = await readReport(raw);
  const settled = await settleReport(database, secret, report, raw, 'pipe');
  const kind = report.kind === 'unsubscribe' ? 'other' : report.kind;
  if (settled.outcome !== 'again') assert.is(outcomeOf(kind, settled.decision), settled.outcome);
  return settled;
}
const states = async (database: Database, email = 'ada@example.org') =>
  (await findSubscriber(database, email))?.subscriptions.map(({ list, state }) => `${list} ${state}`);
const untouched = ['alerts active', 'weekly active'];
const rows = (database: Database) =>
  database.kysely.selectFrom('bounces').selectAll().orderBy('id').execute();

everywhere('an address that does not exist is given up at once, on every list, once', (withDatabase) =>
  withDatabase(async (database) => {
    const [ada] = await fill(database);
    const raw = gone(idOf(ada));
    const settled = await settle(database, raw);
    assert.is(settled.outcome, 'bounced');
    assert.match(settled.decision, /^Status 5\.1\.1: .* The address is given up, on every list\.$/);
    assert.equal(await states(database), ['alerts bounced', 'weekly bounced']);
    assert.equal(await states(database, 'bea@example.org'), untouched);
    assert.is((await findSuppression(database, 'ada@example.org'))?.reason, 'bounce');
    assert.is((await settle(database, raw)).outcome, 'again');
    assert.is((await rows(database)).length, 1);
  }),
);

everywhere('the return path that it came back to says whose it is, whatever else it quotes', (withDatabase) =>
  withDatabase(async (database) => {
    const [ada, bea] = await fill(database);
    const to = returnPath(secret, nameOf(2, ada), 'bounces@example.org').toUpperCase();
    const raw = Buffer.concat([
      Buffer.from(`Delivered-To: ${to}\r\n`),
      exim(idOf(bea), 'Unrouteable address'),
    ]);
    assert.is((await settle(database, raw)).outcome, 'bounced');
    assert.equal(await states(database), ['alerts bounced', 'weekly bounced']);
    assert.equal(await states(database, 'bea@example.org'), untouched);
    const unnamed = exim('elsewhere@example.net', 'Unrouteable address');
    const mangled = Buffer.from(`Delivered-To: ${to.replace('+', '+0')}\r\n${unnamed}`);
    assert.is((await settle(database, mangled)).outcome, 'ignored');
  }),
);

everywhere(
  'a forged report, and one about nobody that we know, change nothing and are explained',
  (withDatabase) =>
    withDatabase(async (database) => {
      const [ada] = await fill(database);
      const forged = idOf(ada).replace(/\.[\w-]{22}@/, `.${'A'.repeat(22)}@`);
      for (const id of [forged, idOf(99), 'other@example.net'])
        assert.is((await settle(database, gone(id))).outcome, 'ignored');
      assert.equal(await states(database), untouched);
      assert.is(await findSuppression(database, 'ada@example.org'), null);
      const [first, second] = await rows(database);
      assert.match(
        first?.decision ?? '',
        /no Message-ID or return path of ours, and nothing else proves what it is about: nothing was changed/,
      );
      assert.match(
        second?.decision ?? '',
        /The mailing or the reader is no longer known: nothing was changed\.$/,
      );
      assert.equal(
        [first?.diagnostic, second?.diagnostic],
        [null, null],
        'nothing personal is kept of strangers',
      );
    }),
);

everywhere('what fails for now is counted by mailings, and given up with the fifth', (withDatabase) =>
  withDatabase(async (database) => {
    const [ada, bea] = await fill(database);
    const outcomes: string[] = [];
    for (const issue of [1, 2, 2, 3, 4, 2, 5]) {
      const raw = full(idOf(ada, issue), String(outcomes.length));
      outcomes.push((await settle(database, raw)).outcome);
      await settle(database, full(idOf(bea, 1), String(outcomes.length)));
    }
    assert.equal(outcomes, ['counted', 'counted', 'counted', 'counted', 'counted', 'counted', 'bounced']);
    assert.equal(await states(database), ['alerts bounced', 'weekly bounced']);
    assert.equal(
      await states(database, 'bea@example.org'),
      untouched,
      'one mailing, however often it is told',
    );
    const decisions = (await rows(database))
      .filter((row) => row.subscriber_id === ada)
      .map((row) => row.decision);
    assert.match(
      decisions[0] as string,
      / One mailing has failed within 30 days; with 5 the address is given up\.$/,
    );
    assert.match(
      decisions.at(-1) as string,
      / 5 mailings have failed within 30 days: the address is given up, on every list\.$/,
    );
  }),
);

everywhere('what failed longer ago than a month counts no more', (withDatabase) =>
  withDatabase(async (database) => {
    const [ada] = await fill(database);
    for (const issue of [1, 2, 3, 4]) await settle(database, full(idOf(ada, issue)));
    await database.kysely
      .updateTable('bounces')
      .set({ at: Date.now() - 31 * 86_400_000 } as never)
      .execute();
    assert.is((await settle(database, full(idOf(ada, 5)))).outcome, 'counted');
  }),
);

everywhere(
  'a complaint ends every list and stays above them; nothing is made less of by a bounce',
  (withDatabase) =>
    withDatabase(async (database) => {
      const [ada] = await fill(database);
      assert.is((await settle(database, feedbackReport(idOf(ada), 'abuse'))).outcome, 'complained');
      await settle(database, gone(idOf(ada)));
      assert.equal(await states(database), ['alerts complained', 'weekly complained']);
      assert.is((await findSuppression(database, 'ada@example.org'))?.reason, 'complaint');
    }),
);

everywhere('who only wants to leave leaves the list of that mailing', (withDatabase) =>
  withDatabase(async (database) => {
    const [ada] = await fill(database);
    assert.is((await settle(database, feedbackReport(idOf(ada), 'opt-out'))).outcome, 'left');
    assert.equal(await states(database), ['alerts active', 'weekly unsubscribed']);
    assert.is(await findSuppression(database, 'ada@example.org'), null);
  }),
);

everywhere(
  'a mail to the address in List-Unsubscribe ends that list, with the reader’s own token alone',
  (withDatabase) =>
    withDatabase(async (database) => {
      const [ada, bea] = await fill(database);
      const { unsubscribeToken: token, preferencesToken } = readerTokens(secret, 'weekly', ada);
      const mail = (subject: string, headers: readonly string[] = []) =>
        plainReport('Ada <ada@example.org>', subject, 'Sent by a mail program.', headers);
      for (const forged of [
        token.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')),
        preferencesToken,
        'v1.x',
      ])
        assert.is((await settle(database, mail(`unsubscribe ${forged}`))).outcome, 'ignored');
      assert.is(
        (await settle(database, mail(`Re: unsubscribe ${token}`))).outcome,
        'ignored',
        'a person answers',
      );
      assert.equal(await states(database), untouched);
      // What else is in it proves nothing: whoever leaves is named by the token.
      const other = [`References: <${idOf(bea)}>`, 'Auto-Submitted: auto-replied'];
      const left = await settle(database, mail(`unsubscribe\n ${token}`, other));
      assert.is(left.outcome, 'left', left.decision);
      assert.is(
        left.decision,
        'It asks to leave, by the address in List-Unsubscribe. The reader has left the list weekly.',
      );
      assert.equal(await states(database), ['alerts active', 'weekly unsubscribed']);
      assert.equal(await states(database, 'bea@example.org'), untouched);
      assert.is((await rows(database)).at(-1)?.subscriber_id, ada);
    }),
);

everywhere(
  'one report brought by many at once is settled once, and failures at once are counted one by one',
  (withDatabase) =>
    withDatabase(async (database) => {
      const [ada, bea] = await fill(database);
      const raw = gone(idOf(ada));
      const same = await Promise.all(Array.from({ length: 6 }, () => settle(database, raw)));
      assert.equal(same.map(({ outcome }) => outcome).sort(), [...Array(5).fill('again'), 'bounced']);
      const stranger = gone('other@example.net');
      await Promise.all(Array.from({ length: 6 }, () => settle(database, stranger)));
      assert.is((await rows(database)).length, 2);
      const failures = await Promise.all(
        [1, 2, 3, 4, 5].map((issue) => settle(database, full(idOf(bea, issue)))),
      );
      assert.equal(failures.map(({ outcome }) => outcome).sort(), ['bounced', ...Array(4).fill('counted')]);
    }),
);

test.run();
