import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readSecret } from '../../src/audience/secret.ts';
import { makeToken, openToken } from '../../src/audience/token.ts';
import { withFolder } from '../database/temporary-store.ts';

const first = 'first-secret-of-at-least-thirty-two-characters';
const second = 'second-secret-of-at-least-thirty-two-characters';
const secret = readSecret('/nowhere', first);
const subject = { list: 'weekly', subscriberId: 4711 };

test('a token opens for what it was made for', () => {
  const token = makeToken(secret, 'unsubscribe', subject);
  assert.match(token, /^v1\.[0-9a-f]{6}\.[\w-]+\.[\w-]{22}$/);
  assert.equal(openToken(secret, 'unsubscribe', token, 0), subject);
  assert.is(openToken(secret, 'preferences', token, 0), null);
  assert.is(openToken(secret, 'confirm', token, 0), null);
});

test('no character of a token can be changed, left out or added', () => {
  const token = makeToken(secret, 'unsubscribe', subject);
  for (let index = 0; index < token.length; index++) {
    for (const other of ['A', 'b', '9', '-', '_', '.', '']) {
      const forged = token.slice(0, index) + other + token.slice(index + 1);
      if (forged !== token) assert.is(openToken(secret, 'unsubscribe', forged, 0), null, forged);
    }
  }
  assert.is(openToken(secret, 'unsubscribe', `${token}A`, 0), null);
  assert.is(openToken(secret, 'unsubscribe', '', 0), null);
});

test('a token ends when it says so, and one that does not say so never', () => {
  const token = makeToken(secret, 'confirm', subject, 1_000);
  assert.equal(openToken(secret, 'confirm', token, 999), subject);
  assert.is(openToken(secret, 'confirm', token, 1_000), null);
  assert.equal(openToken(secret, 'unsubscribe', makeToken(secret, 'unsubscribe', subject), 9e15), subject);
});

test('while secrets change, links of the old one go on working, and new ones are made by the first', () => {
  const both = readSecret('/nowhere', `${second},${first}`);
  assert.equal(openToken(both, 'unsubscribe', makeToken(secret, 'unsubscribe', subject), 0), subject);
  const made = makeToken(both, 'unsubscribe', subject);
  assert.is(openToken(secret, 'unsubscribe', made, 0), null);
  assert.equal(openToken(readSecret('/nowhere', second), 'unsubscribe', made, 0), subject);
});

test('a secret that is short, or the third, is refused', () => {
  for (const text of ['short', `${first},${second},${first}`]) {
    assert.throws(
      () => readSecret('/nowhere', text),
      /TUMEN_SECRET must hold one secret of at least 32 characters/,
    );
  }
});

test('without one in the environment a secret is made once, for its owner alone', () =>
  withFolder(async (folder) => {
    const made = readSecret(folder, undefined);
    const file = join(folder, '.tumen', 'secret');
    assert.is(statSync(file).mode & 0o777, 0o600);
    assert.ok(readFileSync(file, 'utf8').trim().length >= 43);
    assert.equal(readSecret(folder, ''), made);
    const elsewhere = join(folder, 'other');
    assert.not.equal(readSecret(elsewhere, undefined), made);
  }));

test('a secret file that was emptied is told and not replaced', () =>
  withFolder(async (folder) => {
    mkdirSync(join(folder, '.tumen'));
    writeFileSync(join(folder, '.tumen', 'secret'), '');
    assert.throws(() => readSecret(folder, undefined), /secret must hold one secret/);
    assert.ok(existsSync(join(folder, '.tumen', 'secret')));
  }));

test.run();
