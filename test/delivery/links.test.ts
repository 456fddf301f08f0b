import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Secret } from '../../src/audience/secret.ts';
import { messageId, openMessageId, openReturnToken, returnPath } from '../../src/delivery/links.ts';

const key = (id: string, text: string) => ({ id, bytes: Buffer.from(text.padEnd(40, 'x')) });
const fresh = key('abc123', 'new');
const former = key('def456', 'old');
const secret: Secret = [fresh, former];
const name = { mailingUid: '0023456789abcdef', list: 'weekly', subscriberId: 4711 };
const ours = { mailingUid: name.mailingUid, subscriberId: name.subscriberId };
const tokenOf = (path: string): string => path.slice(path.indexOf('+') + 1, path.indexOf('@'));

test('a return path is the bounce address with a token of letters and digits, within 64 octets', () => {
  const path = returnPath(secret, name, 'fifteen.letters@bücher.example.org');
  assert.match(path, /^fifteen\.letters\+[0-9a-v]{48}@xn--bcher-kva\.example\.org$/);
  assert.is(path.indexOf('@'), 64);
  assert.is(
    path,
    returnPath(secret, name, 'fifteen.letters@bücher.example.org'),
    'the same for each attempt',
  );
});

test('a return path opens in whatever case, for every reader and mailing there can be', () => {
  for (const subscriberId of [0, 1, 31, 32, 4711, 2 ** 32, 2 ** 48 - 1]) {
    for (const mailingUid of ['0000000000000000', '0023456789abcdef', 'ffffffffffffffff']) {
      const token = tokenOf(
        returnPath(secret, { mailingUid, list: 'weekly', subscriberId }, 'b@example.org'),
      );
      assert.is(token.length, 48);
      assert.equal(openReturnToken(secret, token), { mailingUid, subscriberId });
      assert.equal(openReturnToken(secret, token.toUpperCase()), { mailingUid, subscriberId });
    }
  }
});

test('no letter of a return path can be changed, left out or added', () => {
  const token = tokenOf(returnPath(secret, name, 'b@example.org'));
  for (let index = 0; index < token.length; index++) {
    for (const other of ['0', 'a', 'v', 'w', '-', '', 'K']) {
      const forged = token.slice(0, index) + other + token.slice(index + 1);
      if (forged.toLowerCase() !== token) assert.is(openReturnToken(secret, forged), null, forged);
    }
  }
  for (const strange of ['', `${token}0`, 'ｋ'.repeat(48), '0'.repeat(48), 'v'.repeat(48)])
    assert.is(openReturnToken(secret, strange), null, strange);
});

test('another secret opens nothing; the one before this one does, until it is taken away', () => {
  const path = tokenOf(returnPath([former], name, 'b@example.org'));
  const message = messageId([former], name, 'desk@example.org').split('@')[0] as string;
  assert.equal(openReturnToken(secret, path), ours);
  assert.is(openReturnToken([fresh], path), null);
  assert.equal(openMessageId(secret, message), ours);
  assert.is(openMessageId([fresh], message), null);
});

test('the proof in a Message-ID is none in a return path, nor the other way round', () => {
  const [uid, reader, mac] = (messageId(secret, name, 'desk@example.org').split('@')[0] as string).split('.');
  const bytes = Buffer.from(mac as string, 'base64url').toString('hex');
  const digits = BigInt(`0x${uid}${name.subscriberId.toString(16).padStart(12, '0')}${bytes}`);
  assert.is(openReturnToken(secret, digits.toString(32).padStart(48, '0')), null);
  assert.equal(openMessageId(secret, `${uid}.${reader}.${mac}`), ours);
});

test.run();
