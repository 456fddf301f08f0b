import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import SQLite from 'better-sqlite3';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { openDatabase } from '../../src/database/open.ts';
import { withDatabase, withFolder } from './temporary-store.ts';

const file = (folder: string): string => join(folder, '.tumen', 'tumen.db');

test('the database survives a power cut: WAL, a full sync, foreign keys held', () =>
  withDatabase(async (_database, folder) => {
    const raw = new SQLite(file(folder));
    assert.is(raw.pragma('journal_mode', { simple: true }), 'wal');
    raw.close();
  }));

test('opening it again changes nothing and loses nothing', () =>
  withFolder(async (folder) => {
    const first = await openDatabase(folder);
    await first.kysely
      .insertInto('subscribers')
      .values({
        email: 'a@example.org',
        email_key: 'a@example.org',
        domain: 'example.org',
        name: null,
        attributes: '{}',
        created_at: first.dialect.nowMs,
      })
      .execute();
    await first.close();
    const second = await openDatabase(folder);
    const rows = await second.kysely.selectFrom('subscribers').select('email').execute();
    assert.equal(rows, [{ email: 'a@example.org' }]);
    await second.close();
  }));

test('a database of a newer Tumen is refused and left as it is', () =>
  withFolder(async (folder) => {
    await (await openDatabase(folder)).close();
    const raw = new SQLite(file(folder));
    raw.exec('update schema_version set version = 999');
    raw.close();
    try {
      await openDatabase(folder);
      assert.unreachable('it was opened');
    } catch (error) {
      assert.match((error as Error).message, /has schema 999; this version of Tumen knows schemas up to \d+/);
      assert.is((error as Error).name, 'UserError');
    }
    const after = new SQLite(file(folder));
    assert.equal(after.prepare('select version from schema_version').all(), [{ version: 999 }]);
    after.close();
  }));

test('a file that is no database is named, with what to do', () =>
  withFolder(async (folder) => {
    mkdirSync(join(folder, '.tumen'));
    writeFileSync(
      file(folder),
      'this is a letter, not a database, and long enough to be read as a header of one. '.repeat(20),
    );
    try {
      await openDatabase(folder);
      assert.unreachable('it was opened');
    } catch (error) {
      assert.is((error as Error).name, 'UserError');
      assert.match((error as Error).message, /tumen\.db cannot be opened: file is not a database\. See that/);
    }
  }));

test('two transactions at once follow each other and do not mix', () =>
  withDatabase(async (database) => {
    const order: string[] = [];
    const write = (name: string) =>
      database.transaction(async (transaction) => {
        order.push(`${name} begins`);
        await transaction.selectFrom('mailings').select('id').execute();
        await new Promise((resolve) => setTimeout(resolve, 5));
        order.push(`${name} ends`);
      });
    await Promise.all([write('one'), write('two')]);
    assert.equal(order, ['one begins', 'one ends', 'two begins', 'two ends']);
  }));

test('a transaction that throws leaves nothing behind', () =>
  withDatabase(async (database) => {
    await database
      .transaction(async (transaction) => {
        await transaction
          .insertInto('workers')
          .values({ id: 'w', process: 'p', lease_until: 0, started_at: 0 })
          .execute();
        throw new Error('on purpose');
      })
      .catch(() => {});
    assert.equal(await database.kysely.selectFrom('workers').selectAll().execute(), []);
  }));

test.run();
