import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import PostalMime from 'postal-mime';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Database } from '../../src/database/open.ts';
import { composeMessage, prepareMessages } from '../../src/delivery/message.ts';
import { sendMailing } from '../../src/delivery/send.ts';
import { openSendmail } from '../../src/delivery/sendmail.ts';
import { openTransport } from '../../src/delivery/transport.ts';
import { withDatabase, withFolder } from '../database/temporary-store.ts';
import { publication } from '../render/issue-value.ts';
import { addReaders, content, edition, reader, secret } from './edition.ts';

const template = prepareMessages(content, {
  publication: publication(),
  list: { id: 'weekly', name: 'The weekly', description: '' },
  issueNumber: 2,
});
const always = { begin: async () => true, mayFinish: () => true };

/** A program in sendmail's place that keeps arguments and message in `folder`/got; `first`: what it does before that. */
function program(folder: string, first = ''): string {
  const got = join(folder, 'got');
  mkdirSync(got);
  const path = join(folder, 'sendmail');
  writeFileSync(
    path,
    `#!/bin/sh
for last; do :; done
${first}
name=$(printf %s "$last" | od -v -An -tx1 | tr -d ' \\n')
for word; do printf '%s\\n' "$word"; done > "${got}/$name.args"
cat > "${got}/$name.eml"
`,
  );
  chmodSync(path, 0o755);
  return path;
}

const gotten = (folder: string, email: string, ending: string): Buffer =>
  readFileSync(join(folder, 'got', `${Buffer.from(email).toString('hex')}.${ending}`));

async function send(database: Database, folder: string, path: string, text = content.text) {
  const transport = await openTransport(folder, `sendmail:${path}`);
  try {
    return await sendMailing({ database, transport, secret, edition: edition({ text }) });
  } finally {
    await transport.close();
  }
}

test('sendmail: gets each message on its standard input, with the envelope as arguments', () =>
  withDatabase(async (database, folder) => {
    await addReaders(database, 6);
    const { totals } = await send(database, folder, program(folder));
    assert.is(totals.accepted, 6);
    assert.is(readdirSync(join(folder, 'got')).length, 12);
    assert.equal(String(gotten(folder, 'r3@d0.example.org', 'args')).split('\n'), [
      '-i',
      '-f',
      'desk@example.org',
      'r3@d0.example.org',
      '',
    ]);
    const email = await PostalMime.parse(gotten(folder, 'r3@d0.example.org', 'eml'));
    assert.equal(
      [email.to?.[0]?.address, email.subject],
      ['r3@d0.example.org', 'The birthday message, Reader 3'],
    );
    assert.match(email.html ?? '', /You read this in Vladivostok/);
  }));

test('addresses of every kind are one argument each and nothing to a shell; the message is the same but for line ends', () =>
  withFolder(async (folder) => {
    const transport = openSendmail(program(folder));
    const emails = [
      "o'brien+news@example.org",
      '$HOME@example.org',
      '`id`@example.org',
      '|cat@example.org',
      '!#$%&*/^_`{|}~@example.org',
      '=?utf-8?q?a?=@example.org',
      `${'x'.repeat(64)}@xn--bcher-kva.example.org`,
    ];
    for (const email of emails) {
      const message = composeMessage(template, reader({ email }), new Date());
      const answer = await transport.send(message, '', always);
      assert.is(answer?.kind === 'reply' && answer.code, 250, email);
      assert.equal(String(gotten(folder, email, 'args')).split('\n'), [
        '-i',
        '-f',
        'desk@example.org',
        email,
        '',
      ]);
      const sent = Buffer.concat(message.chunks).toString('latin1').replaceAll('\r\n', '\n');
      assert.is(gotten(folder, email, 'eml').toString('latin1'), sent);
    }
    const begun: string[] = [];
    for (const email of ['-oQ/tmp@example.org', '김@example.org']) {
      const answer = await transport.send(composeMessage(template, reader({ email }), new Date()), '', {
        ...always,
        begin: async () => begun.push(email) > 0,
      });
      assert.is(answer?.kind, 'unfit', email);
    }
    assert.equal(begun, [], 'nothing is noted as handed over');
    await transport.close();
  }));

test('what the program says of one reader is that reader’s, and of one message that message’s', () =>
  withDatabase(async (database, folder) => {
    await addReaders(database, 20);
    const path = program(folder, 'case $last in r3@*) exit 67;; r4@*) exit 65;; esac');
    const { totals, stopped } = await send(database, folder, path);
    assert.equal([totals.accepted, totals.refused, stopped], [18, 2, null]);
    const refused = await database.kysely
      .selectFrom('deliveries')
      .select(['email', 'reason'])
      .where('state', '=', 'refused')
      .orderBy('email')
      .execute();
    assert.equal(refused, [
      { email: 'r3@d0.example.org', reason: '550 5.1.1 Sendmail exited with code 67' },
      { email: 'r4@d1.example.org', reason: '554 5.6.0 Sendmail exited with code 65' },
    ]);
  }));

test('one message that the program stumbles over waits, and the others go', () =>
  withDatabase(async (database, folder) => {
    await addReaders(database, 20);
    const { totals } = await send(database, folder, program(folder, 'case $last in r3@*) exit 75;; esac'));
    assert.equal([totals.accepted, totals.waiting, totals.refused], [19, 1, 0]);
  }));

test('a program that always fails, or takes no message, stops the run and blames nobody', async () => {
  // What does not fit into a pipe shows that the last one has not read it.
  for (const [first, text] of [
    ['exit 75', 'x'],
    ['exit 1', 'x'],
    ['exit 0', 'x'.repeat(500_000)],
  ] as const)
    await withDatabase(async (database, folder) => {
      await addReaders(database, 8);
      const { totals, stopped } = await send(database, folder, program(folder, first), text);
      assert.equal([totals.waiting, totals.refused, totals.accepted], [8, 0, 0], first);
      assert.match(stopped ?? '', /sendmail does not take mail: 451 4\.3\.0 Sendmail exited/);
    });
});

test('a program that is ended from outside leaves its message in doubt', () =>
  withDatabase(async (database, folder) => {
    await addReaders(database, 5);
    const { totals } = await send(
      database,
      folder,
      program(folder, 'case $last in r3@*) cat >/dev/null; kill -9 $$;; esac'),
    );
    assert.equal([totals.accepted, totals.unknown], [4, 1]);
  }));

test('a program that is not there stops the run at once and blames nobody', () =>
  withDatabase(async (database, folder) => {
    await addReaders(database, 5);
    const { totals, stopped } = await send(database, folder, '/nonexistent/sendmail');
    assert.is(totals.waiting, 5);
    assert.match(stopped ?? '', /sendmail:\/nonexistent\/sendmail does not take mail: .*ENOENT/);
    assert.not.ok(existsSync(join(folder, 'got')));
  }));

test.run();
