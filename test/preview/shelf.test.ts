import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readSecret } from '../../src/audience/secret.ts';
import { addSubscriber } from '../../src/audience/subscribers.ts';
import { openDatabase } from '../../src/database/open.ts';
import { sendMailing } from '../../src/delivery/send.ts';
import { openTransport } from '../../src/delivery/transport.ts';
import { openFindings } from '../../src/preview/findings.ts';
import { openProofs } from '../../src/preview/proofs.ts';
import { offerSubscribers, readerOf } from '../../src/preview/readers.ts';
import { readShelf } from '../../src/preview/shelf.ts';
import { copyNewsroom } from './newsroom-copy.ts';

test('the shelf tells of each issue its date, its counts and how far it has come; subscribers can be looked as', async () => {
  const copy = await copyNewsroom();
  const proofs = await openProofs(copy.root, () => undefined);
  const room = { proofs, findings: openFindings(), today: '2024-10-12' };
  const states = async () => (await readShelf(copy, room)).map(({ number, state }) => `${number} ${state}`);
  assert.equal(await states(), ['3 checked', '2 checked', '1 checked']);
  const [newest] = await readShelf(copy, room);
  assert.is(newest?.date, '2024-10-12');
  assert.ok((newest?.stories ?? 0) >= 3 && (newest?.sources ?? 0) >= 1);
  assert.equal(await offerSubscribers(copy, 'weekly', ''), [], 'no database, and none is made');

  const file = 'issues/003-closest-comrade.md';
  await copy.write(file, `${await copy.read(file)}\nSomething is still TK here.\n`);
  await copy.write('issues/002-twenty-four-years.lock.json', '{}');
  await sendFirst(copy.root, proofs);
  await proofs.refresh();
  assert.equal(await states(), ['3 draft', '2 locked', '1 sent']);

  const offered = await offerSubscribers(copy, 'weekly', '');
  assert.equal(
    offered.map(({ title }) => title),
    ['Ana Kim'],
  );
  assert.equal((await offerSubscribers(copy, 'weekly', 'ANA@example.org')).length, 1);
  assert.equal(await offerSubscribers(copy, 'weekly', 'nobody@example.org'), []);
  const reader = await readerOf(copy, offered[0]?.id ?? '');
  assert.equal(reader.attributes, { city: 'Busan', name: 'Ana Kim', email: 'ana@example.org' });
  assert.is((await readerOf(copy, 'subscriber:nobody@example.org')).id, 'reader');
  await copy.remove();
});

async function sendFirst(root: string, proofs: Awaited<ReturnType<typeof openProofs>>): Promise<void> {
  const database = await openDatabase(root);
  const transport = await openTransport(root, undefined);
  try {
    await addSubscriber(
      database,
      'weekly',
      { email: 'ana@example.org', name: 'Ana Kim', attributes: { city: 'Busan' } },
      'test',
    );
    const { pull } = await proofs.proof('1');
    if (pull === null) throw new Error('issue 1 renders');
    const { issue, rendered } = pull;
    await sendMailing({
      database,
      transport,
      secret: readSecret(root, undefined),
      edition: { issue, list: issue.list, content: rendered },
    });
  } finally {
    await transport.close();
    await database.close();
  }
}

test.run();
