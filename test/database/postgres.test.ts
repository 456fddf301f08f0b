import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { tellOthers } from '../../src/database/news.ts';
import { type Database, openDatabase } from '../../src/database/open.ts';
import { openMailing } from '../../src/delivery/mailing.ts';
import { addReaders } from '../delivery/edition.ts';
import { postgres } from './stores.ts';

const whenThere = postgres === null ? test.skip : test;
const withDatabase = (postgres as NonNullable<typeof postgres>)?.withDatabase;

async function refusal(url: string): Promise<Error> {
  try {
    await (await openDatabase('/nowhere', url)).close();
  } catch (error) {
    return error as Error;
  }
  throw new Error('it was opened');
}

const workers = async (database: Database) =>
  (await database.kysely.selectFrom('workers').select('id').orderBy('id').execute()).map(({ id }) => id);

const sign = (id: string) => ({ id, process: 'p', lease_until: 0, started_at: 0 });

test('an address of another database, and one that cannot be read, are told without their password', async () => {
  const mysql = await refusal('mysql://desk:pa55word@db.example.org/tumen');
  assert.is(mysql.name, 'UserError');
  assert.match(
    mysql.message,
    /DATABASE_URL begins with mysql:, .* Use postgres:\/\/user:password@host\/database/,
  );
  const broken = await refusal('postgres://desk:pa55word@[db/tumen');
  assert.match(broken.message, /DATABASE_URL cannot be read\. .*percent-encoded/);
  assert.not.match(mysql.message + broken.message, /pa55word/);
});

test('a server that is not there is told with what to do, at once and without the password', async () => {
  const started = performance.now();
  const error = await refusal('postgres://desk:pa55word@127.0.0.1:1/tumen');
  assert.is(error.name, 'UserError');
  assert.match(
    error.message,
    /^The database postgres:\/\/desk@127\.0\.0\.1:1\/tumen cannot be reached or written: .*ECONNREFUSED/,
  );
  assert.match(error.message, /See that it runs, and run the same command again\./);
  assert.not.match(error.message, /pa55word/);
  assert.ok(performance.now() - started < 5_000);
});

whenThere('a database that does not exist is told with the statement that makes it', () =>
  withDatabase(async (_database, { url }) => {
    const error = await refusal((url as string).replace(/\/test\d+\?/, '/nobody_made_it?'));
    assert.is(error.name, 'UserError');
    assert.match(
      error.message,
      /"nobody_made_it" does not exist\. Make it with: create database … encoding 'UTF8'/,
    );
  }),
);

whenThere('a server without TLS is refused when it was asked for', () =>
  withDatabase(async (_database, { url }) => {
    const error = await refusal(`${url}&sslmode=verify-full`);
    assert.match(error.message, /offers no TLS, and readers’ addresses would cross the network in the open/);
  }),
);

whenThere('the words for TLS that providers write into their addresses warn nobody', () =>
  withDatabase(async (_database, { url }) => {
    const warnings: string[] = [];
    const hear = (warning: Error) => warnings.push(warning.message);
    process.on('warning', hear);
    for (const word of ['prefer', 'require', 'verify-ca']) {
      const { message } = await refusal(`${url}&sslmode=${word}`);
      assert.match(message, /offers no TLS/);
    }
    await new Promise(setImmediate);
    process.off('warning', hear);
    assert.equal(warnings, []);
  }),
);

whenThere('a certificate file that is not there is told as that, and not as a server that does not run', () =>
  withDatabase(async (_database, { url }) => {
    const { message } = await refusal(`${url}&sslrootcert=/nobody/made/it.pem`);
    assert.match(message, /^DATABASE_URL names a file that cannot be read: .*'\/nobody\/made\/it\.pem'/);
    assert.not.match(message, /See that it runs/);
  }),
);

whenThere('numbers come as numbers, and other users of the driver keep theirs', () =>
  withDatabase(async (database, { url }) => {
    const { rows } =
      await sql`select 5000000000::bigint as a, sum(x) as b from (values (1::bigint), (2)) as v(x)`.execute(
        database.kysely,
      );
    assert.equal(rows, [{ a: 5_000_000_000, b: 3 }]);
    const { default: pg } = await import('pg');
    const client = new pg.Client({ connectionString: url as string });
    await client.connect();
    assert.equal((await client.query('select 1::bigint as a')).rows, [{ a: '1' }]);
    await client.end();
  }),
);

whenThere(
  'texts of every kind come back as they were; U+0000, which no text of PostgreSQL holds, as U+FFFD',
  () =>
    withDatabase(async ({ kysely, dialect }) => {
      const texts = ['', 'a"b\\c,{d}', "it's", 'NULL', 'null', '조선', 'a\nb\tc', null];
      const rows = [...texts, 'a\0b'].map((text, n) => ({ n, text }));
      const found = await sql<{ text: string | null }>`
      select text from ${dialect.rows({ n: 'bigint', text: 'text' }, rows)} as given order by n`.execute(
        kysely,
      );
      assert.equal(
        found.rows.map(({ text }) => text),
        [...texts, 'a\ufffdb'],
      );
      const none = await sql`select * from ${dialect.rows({ n: 'bigint' }, [])} as given`.execute(kysely);
      assert.equal(none.rows, []);
    }),
);

whenThere('two that open the same mailing at once open one', () =>
  withDatabase(async (database, { folder, url }) => {
    await addReaders(database, 200);
    const other = await openDatabase(folder, url);
    const wanted = { issueNumber: 2, issueSlug: 'x', list: 'weekly', subject: 'A', contentHash: 'h' };
    const open = (each: Database) => openMailing(each, { ...wanted, notBeforeMs: null, segment: null });
    const mailings = await Promise.all([open(database), open(other), open(database), open(other)]);
    assert.is(new Set(mailings.map(({ uid }) => uid)).size, 1);
    assert.equal(
      mailings.map(({ audience }) => audience),
      [200, 200, 200, 200],
    );
    const { count } = await database.kysely
      .selectFrom('deliveries')
      .select(sql<number>`count(*)`.as('count'))
      .executeTakeFirstOrThrow();
    assert.is(count, 200);
    await other.close();
  }),
);

whenThere('a deadlock is run again, and both transactions are done', () =>
  withDatabase(async (database) => {
    await database.kysely
      .insertInto('workers')
      .values([sign('a'), sign('b')])
      .execute();
    let runs = 0;
    const rise = (first: string, second: string) =>
      database.transaction(async (transaction) => {
        runs++;
        for (const id of [first, second]) {
          await sql`update workers set lease_until = lease_until + 1 where id = ${id}`.execute(transaction);
          if (id === first) await new Promise((resolve) => setTimeout(resolve, 50));
        }
      });
    await Promise.all([rise('a', 'b'), rise('b', 'a')]);
    const rows = await database.kysely.selectFrom('workers').select('lease_until').execute();
    assert.equal(
      rows.map((row) => row.lease_until),
      [2, 2],
    );
    assert.ok(runs >= 3, 'one of them was undone');
  }),
);

whenThere('a connection that is cut within a transaction: it is run again, once and whole', () =>
  withDatabase(async (database) => {
    let runs = 0;
    await database.transaction(async (transaction) => {
      runs++;
      await transaction
        .insertInto('workers')
        .values(sign(`run ${runs}`))
        .execute();
      if (runs > 1) return;
      const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(transaction);
      await sql`select pg_terminate_backend(${rows[0]?.pid})`.execute(database.kysely);
      await transaction.insertInto('workers').values(sign('never')).execute();
    });
    assert.equal(await workers(database), ['run 2']);
  }),
);

whenThere('connections that were cut while nobody used them are replaced unnoticed', () =>
  withDatabase(async (database) => {
    await Promise.all([1, 2, 3].map(() => sql`select pg_sleep(0.02)`.execute(database.kysely)));
    const cut = sql`select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and datname = current_database()`;
    await cut.execute(database.kysely);
    assert.equal(await Promise.all([1, 2, 3].map(() => workers(database))), [[], [], []]);
  }),
);

whenThere('whoever listens hears of it when the transaction is committed, and again after a cut', () =>
  withDatabase(async (database, { folder, url }) => {
    const other = await openDatabase(folder, url);
    let heard = 0;
    const listening = await other.listen(
      () => heard++,
      () => {},
    );
    await database.transaction(async (transaction) => {
      await tellOthers(database, transaction);
      await new Promise((resolve) => setTimeout(resolve, 50));
      assert.is(heard, 0, 'before the commit');
    });
    await until(() => heard === 1);
    await sql`select pg_terminate_backend(pid) from pg_stat_activity where query = 'listen tumen'`.execute(
      database.kysely,
    );
    await until(() => heard === 2);
    await database.transaction((transaction) => tellOthers(database, transaction));
    await until(() => heard === 3);
    await listening.stop();
    await database.transaction((transaction) => tellOthers(database, transaction));
    await new Promise((resolve) => setTimeout(resolve, 50));
    assert.is(heard, 3);
    await other.close();
  }),
);

for (const passedOn of [true, false]) {
  whenThere(
    `the line is cut with the COMMIT ${passedOn ? 'done and its answer' : ''} on the way: it is written once`,
    () =>
      withDatabase(async (database, { folder, url }) => {
        const line = await openLine(url as string, passedOn);
        const far = await openDatabase(folder, line.url);
        line.cutNextCommit();
        let runs = 0;
        const answer = await far.transaction(async (transaction) => {
          await transaction
            .insertInto('workers')
            .values(sign(`run ${++runs}`))
            .execute();
          return `answer ${runs}`;
        });
        const run = passedOn ? 1 : 2;
        assert.is(line.cuts(), 1);
        assert.is(answer, `answer ${run}`);
        assert.equal(await workers(database), [`run ${run}`]);
        await far.close();
        line.close();
      }),
  );
}

whenThere('a server that is away is told of once, and once more when it answers again', () =>
  withDatabase(async (_, { folder, url }) => {
    const line = await openLine(url as string, true);
    const far = await openDatabase(folder, line.url);
    const said: string[] = [];
    let heard = 0;
    const listening = await far.listen(
      () => heard++,
      (sentence) => said.push(sentence),
    );
    line.hangUp();
    line.refuse(true);
    const writing = far.transaction((transaction) =>
      transaction.insertInto('workers').values(sign('waits')).execute(),
    );
    await until(() => said.length === 1);
    assert.match(said[0] as string, /^The database postgres:\/\/\S+ does not answer\. It is waited for/);
    assert.is(heard, 0);
    line.refuse(false);
    await writing;
    await until(() => said.length === 2);
    assert.match(said[1] as string, /^The database postgres:\/\/\S+ answers again\.$/);
    await until(() => heard === 1);
    // One that is cut and had again at once is no silence.
    line.hangUp();
    await until(() => heard === 2);
    assert.is(said.length, 2);
    await listening.stop();
    await far.close();
    line.close();
  }),
);

/**
 * A line to the server that can be cut at the next COMMIT, before it is passed on or before its answer is; hung up; and
 * shut to whoever calls. `url`: the database by this line.
 */
async function openLine(direct: string, passedOn: boolean) {
  const host = new URL(direct.replace('@/', '@h/')).searchParams.get('host') as string;
  const server = join(decodeURIComponent(host), '.s.PGSQL.5432');
  const folder = mkdtempSync(join(tmpdir(), 'tumen-line-'));
  mkdirSync(folder, { recursive: true });
  let armed = false;
  let cuts = 0;
  let refusing = false;
  const callers = new Set<Socket>();
  const relay = createServer((near: Socket) => {
    callers.add(near.on('error', () => {}).on('close', () => callers.delete(near)));
    if (refusing) return near.destroy();
    const far = connect(server);
    let deaf = false;
    near.on('close', () => far.destroy());
    far.on('error', () => {}).on('close', () => near.destroy());
    far.on('data', (data) => (deaf ? near.destroy() : near.write(data)));
    near.on('data', (data) => {
      if (armed && data.includes('commit\0')) {
        armed = false;
        cuts++;
        if (!passedOn) return near.destroy();
        deaf = true;
      }
      far.write(data);
    });
  });
  await new Promise<void>((resolve) => relay.listen(join(folder, '.s.PGSQL.5432'), resolve));
  return {
    url: direct.replace(encodeURIComponent(host), encodeURIComponent(folder)),
    hangUp: () => {
      for (const caller of callers) caller.destroy();
    },
    refuse: (wanted: boolean) => {
      refusing = wanted;
    },
    cutNextCommit: () => {
      armed = true;
    },
    cuts: () => cuts,
    close: () => {
      relay.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function until(condition: () => boolean): Promise<void> {
  for (const started = performance.now(); !condition(); ) {
    if (performance.now() - started > 10_000) throw new Error('It did not come to that in time.');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

test.run();
