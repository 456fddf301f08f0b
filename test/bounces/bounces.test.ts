import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Secret } from '../../src/audience/secret.ts';
import { addSubscriber, findSubscriber } from '../../src/audience/subscribers.ts';
import { findSuppression } from '../../src/audience/suppressions.ts';
import { eachOfMaildir } from '../../src/bounces/maildir.ts';
import { readReport } from '../../src/bounces/read-report.ts';
import { settleReport } from '../../src/bounces/settle.ts';
import type { Database } from '../../src/database/open.ts';
import { messageId } from '../../src/delivery/links.ts';
import { withDatabase, withFolder } from '../database/temporary-store.ts';
import { feedbackReport, statusReport } from './shapes.ts';

const key = (id: string, text: string) => ({ id, bytes: Buffer.from(text.padEnd(40, 'x')) });
const secret: Secret = [key('abc123', 'new'), key('def456', 'old')];
const uid = '0123456789abcdef';
const idOf = (subscriberId: number, by: Secret = secret) =>
  messageId(by, { mailingUid: uid, list: 'weekly', subscriberId }, 'desk@example.org');

const dsn = (id: string, action: string, status: string, diagnostic = 'smtp; 550 no', salt = '') =>
  statusReport(id, { action, status, diagnostic, words: `It is not there. ${salt}` });

async function withReaders(work: (database: Database) => Promise<void>): Promise<void> {
  await withDatabase(async (database) => {
    for (const list of ['weekly', 'alerts'])
      await addSubscriber(database, list, { email: 'ada@example.org' }, 'x');
    await database.kysely
      .insertInto('mailings')
      .values({
        uid,
        issue_number: 1,
        issue_slug: 's',
        list: 'weekly',
        content_hash: 'h',
        subject: 's',
        state: 'open',
        audience: 1,
        not_before: 0,
        opened_at: 0,
      })
      .execute();
    await work(database);
  });
}

const settle = async (database: Database, raw: Buffer) =>
  settleReport(database, secret, await readReport(raw), raw, 'pipe');
const states = async (database: Database) =>
  (await findSubscriber(database, 'ada@example.org'))?.subscriptions.map(
    ({ list, state }) => `${list} ${state}`,
  );

test('an address that does not exist is given up at once, on every list, once', () =>
  withReaders(async (database) => {
    const raw = dsn(idOf(1), 'failed', '5.1.1');
    const settled = await settle(database, raw);
    assert.is(settled.outcome, 'bounced');
    assert.match(settled.decision, /^Status 5\.1\.1: .* The address is given up, on every list\.$/);
    assert.equal(await states(database), ['alerts bounced', 'weekly bounced']);
    assert.is((await findSuppression(database, 'ada@example.org'))?.reason, 'bounce');
    assert.is((await settle(database, raw)).outcome, 'again');
    assert.is((await database.kysely.selectFrom('bounces').selectAll().execute()).length, 1);
  }));

test('a forged report, and one about nobody that we know, change nothing and are explained', () =>
  withReaders(async (database) => {
    for (const id of [
      idOf(1).replace(/\.[\w-]{22}@/, `.${'A'.repeat(22)}@`),
      idOf(99),
      'other@example.net',
    ]) {
      assert.is(
        (await settle(database, dsn(id, 'failed', '5.1.1', 'smtp; ada@example.org'))).outcome,
        'ignored',
      );
    }
    assert.equal(await states(database), ['alerts active', 'weekly active']);
    assert.is(await findSuppression(database, 'ada@example.org'), null);
    const rows = await database.kysely.selectFrom('bounces').select(['decision', 'diagnostic']).execute();
    assert.match(
      rows[0]?.decision as string,
      /no Message-ID or return path of ours, and nothing else proves what it is about: nothing was changed/,
    );
    assert.ok(
      rows.every(({ diagnostic }) => diagnostic === null),
      'nothing personal is kept of strangers',
    );
  }));

test('what fails for now is counted, and given up at the fifth time', () =>
  withReaders(async (database) => {
    const outcomes: string[] = [];
    for (let time = 1; time <= 5; time++) {
      outcomes.push(
        (await settle(database, dsn(idOf(1), 'failed', '5.2.2', 'smtp; 552 full', ` ${time}`))).outcome,
      );
    }
    assert.equal(outcomes, ['counted', 'counted', 'counted', 'counted', 'bounced']);
    assert.equal(await states(database), ['alerts bounced', 'weekly bounced']);
  }));

test('a complaint ends every list and stays above them', () =>
  withReaders(async (database) => {
    assert.is((await settle(database, feedbackReport(idOf(1), 'abuse'))).outcome, 'complained');
    assert.equal(await states(database), ['alerts complained', 'weekly complained']);
    assert.is((await findSuppression(database, 'ada@example.org'))?.reason, 'complaint');
  }));

test('a Maildir is read once: what was new is moved', () =>
  withFolder(async (folder) => {
    for (const name of ['new', 'cur', 'tmp']) mkdirSync(join(folder, name));
    writeFileSync(join(folder, 'new', '2.host'), 'two');
    writeFileSync(join(folder, 'new', '1.host'), 'one');
    const read: string[] = [];
    const look = async (raw: Uint8Array) => {
      read.push(Buffer.from(raw).toString());
    };
    await eachOfMaildir(folder, look);
    await eachOfMaildir(folder, look);
    assert.equal(read, ['one', 'two']);
    assert.equal(readdirSync(join(folder, 'cur')).sort(), ['1.host:2,S', '2.host:2,S']);
    try {
      await eachOfMaildir(join(folder, 'cur'), look);
      assert.unreachable('it was read');
    } catch (error) {
      assert.match((error as Error).message, /is no Maildir: it has no folders "new" and "cur"/);
    }
  }));

test.run();
