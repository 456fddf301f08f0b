import { spawnSync } from 'node:child_process';
import { createHash, createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type DkimKey, dkimRecord, readDkimKeys } from '../../src/delivery/dkim.ts';
import { signBytes, signMessage } from '../../src/delivery/dkim-signature.ts';
import { openSigners } from '../../src/delivery/dkim-threads.ts';
import { composeMessage, type Message, prepareMessages } from '../../src/delivery/message.ts';
import { withFolder } from '../database/temporary-store.ts';
import { publication } from '../render/issue-value.ts';
import { content, reader } from './edition.ts';

const pem = (pair: {
  privateKey: { export: (options: { type: 'pkcs8'; format: 'pem' }) => string | Buffer };
}) => pair.privateKey.export({ type: 'pkcs8', format: 'pem' });
const rsaPem = pem(generateKeyPairSync('rsa', { modulusLength: 2048 }));
const edPem = pem(generateKeyPairSync('ed25519'));

const sender = {
  publication: publication(),
  list: { id: 'weekly', name: 'The weekly', description: '' },
  issueNumber: 2,
};
const template = prepareMessages(content, sender);

async function withKeys(work: (keys: readonly DkimKey[]) => Promise<void>): Promise<void> {
  await withFolder(async (folder) => {
    writeFileSync(join(folder, 'rsa.pem'), rsaPem);
    writeFileSync(join(folder, 'ed.pem'), edPem);
    await work(readDkimKeys(folder, { DKIM_KEYS: 's1:rsa.pem, e1:ed.pem' }, 'desk@example.org'));
  });
}

async function signed(keys: readonly DkimKey[], changes: Parameters<typeof reader>[0] = {}): Promise<Buffer> {
  const message = await signMessage(composeMessage(template, reader(changes), new Date()), keys);
  const raw = Buffer.concat(message.chunks);
  assert.is(raw.length, message.size);
  return raw;
}

/** dkimpy, which no one here wrote: one verdict a signature, in their order. Null where it is not installed. */
function dkimpy(raw: Buffer, keys: readonly DkimKey[]): boolean[] | null {
  const records = JSON.stringify(
    Object.fromEntries(keys.map((key) => [`${key.selector}._domainkey.${key.domain}.`, dkimRecord(key)])),
  );
  const program = `
import sys, json, dkim
records = json.loads(sys.argv[1])
raw = sys.stdin.buffer.read()
look = lambda name, timeout=5: records[name.decode() if isinstance(name, bytes) else name].encode()
for index in range(${keys.length}):
    try: print(dkim.DKIM(raw).verify(idx=index, dnsfunc=look))
    except Exception as error: print('False', error, file=sys.stderr); print('False')
`;
  for (const python of ['/usr/bin/python3', 'python3']) {
    const result = spawnSync(python, ['-c', program, records], { input: raw, encoding: 'utf8' });
    if (result.status === 0)
      return result.stdout
        .trim()
        .split('\n')
        .map((line) => line === 'True');
  }
  return null;
}

const hasDkimpy = dkimpy(Buffer.from('a: b\r\n\r\nx\r\n'), []) !== null;
if (!hasDkimpy)
  process.stdout.write(
    'note: dkimpy (Debian package python3-dkim) is missing; signatures were checked by our own reading alone.\n',
  );

test('both signatures are believed by a verifier that is not ours, for readers of every kind', () =>
  withKeys(async (keys) => {
    if (!hasDkimpy) return;
    for (const changes of [
      {},
      { name: null, attributes: {} },
      { name: '김철수 동지' },
      { name: 'x'.repeat(200) },
      { attributes: { city: 'a   b\t c' } },
      { email: 'a@bücher.example.org' },
    ]) {
      assert.equal(dkimpy(await signed(keys, changes), keys), [true, true], JSON.stringify(changes));
    }
  }));

test('a message changed on its way is not believed, wherever it was changed', () =>
  withKeys(async (keys) => {
    if (!hasDkimpy) return;
    const raw = (await signed(keys)).toString('latin1');
    const changes: readonly [what: string, text: string][] = [
      ['the body', raw.replace('You read this', 'You burn this')],
      ['the one-click header', raw.replace('List-Unsubscribe=One-Click', 'List-Unsubscribe=No-Click')],
      [
        'the unsubscribe address',
        raw.replace('<https://dispatch.example.org/unsubscribe/', '<https://evil.example/unsubscribe/'),
      ],
      ['the subject', raw.replace('The birthday', 'Another birthday')],
      ['the list', raw.replace('<weekly.example.org>', '<other.example.org>')],
      ['the feedback id', raw.replace(/Feedback-ID: 002/, 'Feedback-ID: 003')],
      ['another From in front', `From: eve@evil.example\r\n${raw}`],
      [
        'a second one-click header',
        raw.replace('MIME-Version:', 'List-Unsubscribe-Post: x\r\nMIME-Version:'),
      ],
      [
        'a Reply-To that was not there',
        raw.replace('MIME-Version:', 'Reply-To: eve@evil.example\r\nMIME-Version:'),
      ],
    ];
    for (const [what, text] of changes) {
      assert.not.equal(text, raw, what);
      assert.equal(dkimpy(Buffer.from(text, 'latin1'), keys), [false, false], what);
    }
  }));

test('what relays may do to a message does it no harm', () =>
  withKeys(async (keys) => {
    if (!hasDkimpy) return;
    const raw = (await signed(keys)).toString('latin1');
    for (const text of [
      `Received: from a by b; Sat, 22 Jun 2024 06:00:00 +0000\r\n${raw}`,
      raw.replace('Date: ', 'Date:   '),
      `${raw}\r\n\r\n`,
    ]) {
      assert.equal(dkimpy(Buffer.from(text, 'latin1'), keys), [true, true]);
    }
  }));

test('the signature names the headers that must be signed, d= of From, relaxed/relaxed and no l=', () =>
  withKeys(async (keys) => {
    const text = (await signed(keys)).toString('latin1');
    const value = (/^DKIM-Signature: ((?:.*\r\n)(?:[ \t].*\r\n)*)/.exec(text)?.[1] ?? '').replace(
      /\r\n[ \t]+/g,
      ' ',
    );
    const tags = new Map(
      value.split(';').map((tag) => tag.trim().split(/=(.*)/s).slice(0, 2) as [string, string]),
    );
    assert.equal(
      [tags.get('a'), tags.get('c'), tags.get('d'), tags.get('s'), tags.has('l')],
      ['rsa-sha256', 'relaxed/relaxed', 'example.org', 's1', false],
    );
    const listed = (tags.get('h') ?? '').replaceAll(' ', '').toLowerCase().split(':');
    for (const name of 'From To Subject Date Message-ID MIME-Version Content-Type List-Id List-Unsubscribe List-Unsubscribe-Post Feedback-ID'.split(
      ' ',
    )) {
      assert.ok(listed.includes(name.toLowerCase()), name);
    }
    assert.ok(text.split('\r\n').every((line) => line.length < 200));
  }));

test('the body’s hash and the RSA signature hold by our own reading as well', () =>
  withKeys(async ([rsa]) => {
    const raw = (await signed([rsa as DkimKey])).toString('latin1');
    const body = raw
      .slice(raw.indexOf('\r\n\r\n') + 4)
      .replace(/[ \t]+(?=\r\n)/g, '')
      .replace(/[ \t]+/g, ' ');
    const header = raw
      .slice('DKIM-Signature:'.length, raw.indexOf('\r\nTo:'))
      .replace(/\r\n/g, '')
      .replace(/[ \t]+/g, ' ')
      .trim();
    assert.ok(header.includes(`bh=${createHash('sha256').update(body, 'latin1').digest('base64')};`));
    const unfolded = new Map(
      raw
        .slice(raw.indexOf('\r\nTo:') + 2, raw.indexOf('\r\n\r\n'))
        .replace(/\r\n(?=[ \t])/g, '')
        .split('\r\n')
        .map((line) => [
          line.slice(0, line.indexOf(':')).toLowerCase(),
          line
            .slice(line.indexOf(':') + 1)
            .replace(/[ \t]+/g, ' ')
            .trim(),
        ]),
    );
    const names = (/ h=([^;]+);/.exec(header)?.[1] ?? '')
      .replaceAll(' ', '')
      .split(':')
      .map((name) => name.toLowerCase());
    const lines = [...new Set(names)]
      .filter((name) => unfolded.has(name))
      .map((name) => `${name}:${unfolded.get(name)}\r\n`);
    const [, unsigned, signature] = /^(.* b=)(.*)$/.exec(header) ?? [];
    const input = Buffer.from(`${lines.join('')}dkim-signature:${unsigned}`, 'latin1');
    assert.ok(
      verify(
        'sha256',
        input,
        createPublicKey(rsaPem),
        Buffer.from((signature ?? '').replaceAll(' ', ''), 'base64'),
      ),
    );
  }));

test('a road that writes Date and Message-ID anew breaks no signature', () =>
  withKeys(async (keys) => {
    if (!hasDkimpy) return;
    const { chunks } = await signMessage(composeMessage(template, reader(), new Date()), keys, signBytes, [
      'Date',
      'Message-ID',
    ]);
    const rewritten = Buffer.concat(chunks)
      .toString('latin1')
      .replace(/^Date: .*/m, 'Date: Sat, 22 Jun 2024 08:00:00 +0000')
      .replace(/^Message-ID: .*/m, 'Message-ID: <0100@eu-central-1.amazonses.com>');
    assert.equal(dkimpy(Buffer.from(rewritten, 'latin1'), keys), [true, true]);
    assert.equal(dkimpy(Buffer.from(rewritten.replace(/^Subject: .*/m, 'Subject: x'), 'latin1'), keys), [
      false,
      false,
    ]);
  }));

test('signatures made on other threads are the same, each for the message that it was asked for', () =>
  withKeys(async (keys) => {
    const signers = openSigners(keys);
    try {
      const messages = Array.from({ length: 100 }, (_, index) =>
        composeMessage(template, reader({ name: `Reader ${index}` }), new Date()),
      );
      const raw = async (one: Promise<Message>) => Buffer.concat((await one).chunks).toString('latin1');
      assert.equal(
        await Promise.all(messages.map((message) => raw(signMessage(message, keys, signers.sign)))),
        await Promise.all(messages.map((message) => raw(signMessage(message, keys)))),
      );
    } finally {
      await signers.close();
    }
  }));

test('what a thread cannot sign is told to whoever asked, and nobody waits for ever', () =>
  withKeys(async (keys) => {
    const signers = openSigners(keys);
    try {
      const stranger = { ...(keys[0] as DkimKey) };
      const message = composeMessage(template, reader(), new Date());
      const outcome = await signMessage(message, [stranger], signers.sign).catch((error: Error) => error);
      assert.instance(outcome, Error);
      assert.is((await signMessage(message, keys, signers.sign)).chunks.length, message.chunks.length + 1);
    } finally {
      await signers.close();
    }
  }));

test('without a key the message is as it was', async () => {
  const message = composeMessage(template, reader(), new Date());
  assert.is(await signMessage(message, []), message);
});

test('a key that is missing, short or no key, and a domain that cannot answer for From, are told', () =>
  withFolder(async (folder) => {
    writeFileSync(join(folder, 'short.pem'), pem(generateKeyPairSync('rsa', { modulusLength: 1024 })));
    writeFileSync(join(folder, 'text.pem'), 'not a key');
    writeFileSync(join(folder, 'rsa.pem'), rsaPem);
    const read = (keys: string, domain?: string) => () =>
      readDkimKeys(folder, { DKIM_KEYS: keys, DKIM_DOMAIN: domain }, 'desk@news.example.org');
    assert.throws(read('s1:none.pem'), /none\.pem cannot be read: ENOENT/);
    assert.throws(read('s1:text.pem'), /text\.pem cannot be read/);
    assert.throws(read('s1:short.pem'), /rsa of 1024 bits; receivers ask for RSA of 2048 or more/);
    writeFileSync(join(folder, 'ed.pem'), edPem);
    assert.throws(read('e1:ed.pem'), /DKIM_KEYS holds no RSA key, and many receivers know no other/);
    assert.is(read('e1:ed.pem s1:rsa.pem')().length, 2);
    assert.throws(read('rsa.pem'), /DKIM_KEYS holds “rsa\.pem”\. Write selector:file\.pem/);
    assert.throws(
      read('s1:rsa.pem', 'other.org'),
      /DKIM_DOMAIN is other\.org, which is not the domain of From \(news\.example\.org\)/,
    );
    assert.is(read('s1:rsa.pem', 'example.org')()[0]?.domain, 'example.org');
    assert.is(read('s1:rsa.pem')()[0]?.domain, 'news.example.org');
    assert.equal(read('')(), []);
  }));

test.run();
