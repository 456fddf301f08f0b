import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Secret } from '../../src/audience/secret.ts';
import { findOurMessage } from '../../src/bounces/our-message.ts';
import { messageId, returnPath } from '../../src/delivery/links.ts';

const key = (id: string, text: string) => ({ id, bytes: Buffer.from(text.padEnd(40, 'x')) });
const fresh = key('abc123', 'new');
const former = key('def456', 'old');
const secret: Secret = [fresh, former];
const mailingUid = '0123456789abcdef';
const nameOf = (subscriberId: number) => ({ mailingUid, list: 'weekly', subscriberId });
const idOf = (subscriberId: number, by: Secret = secret) =>
  messageId(by, nameOf(subscriberId), 'desk@example.org');
const pathOf = (subscriberId: number, by: Secret = secret) =>
  returnPath(by, nameOf(subscriberId), 'bounces@example.org');

test('a Message-ID counts only with the mac that our secret makes, the one before it included', () => {
  assert.equal(findOurMessage(secret, ['x', `<${idOf(35)}>`]), { mailingUid, subscriberId: 35 });
  assert.equal(findOurMessage(secret, [idOf(7, [former])]), { mailingUid, subscriberId: 7 });
  assert.is(findOurMessage([fresh], [idOf(7, [former])]), null);
  assert.is(
    findOurMessage(secret, [idOf(7).replace('.7.', '.8.')]),
    null,
    'another reader than it was made for',
  );
  assert.is(findOurMessage(secret, [`${mailingUid}.7.${'A'.repeat(22)}@example.org`]), null);
});

for (const [where, write] of [
  ['To', (path) => `To: <${path}>`],
  ['Delivered-To, in capitals', (path) => `Delivered-To: ${path.toUpperCase()}`],
  ['X-Original-To', (path) => `X-Original-To: ${path}`],
  ['Received', (path) => `Received: from mx.example.net by mail.example.org\r\n\tfor <${path}>; Sat`],
  ['Original-Recipient', (path) => `Original-Recipient: rfc822;${path}`],
  ['Original-Recipient as xtext', (path) => `Original-Recipient: rfc822;${path.replace('+', '+2B')}`],
  ['Final-Recipient', (path) => `Final-Recipient: rfc822; ${path}`],
  ['a Return-Path that is quoted', (path) => `> Return-Path: <${path}>`],
  [
    'a forwarder’s rewriting',
    (path) => `To: SRS0=abcd=XY=example.org=${path.replace(/@.*/, '@fwd.example')}`,
  ],
  ['a list’s own return path', (path) => `To: list-bounces+${path.replace('@', '=')}@lists.example.net`],
] as const satisfies readonly (readonly [string, (path: string) => string])[]) {
  test(`the token of a return path counts in ${where}`, () => {
    assert.equal(findOurMessage(secret, [write(pathOf(8))]), { mailingUid, subscriberId: 8 });
    assert.equal(findOurMessage(secret, [write(pathOf(8, [former]))]), { mailingUid, subscriberId: 8 });
    assert.is(findOurMessage(secret, [write(pathOf(8, [key('fed654', 'foreign')]))]), null);
    const forged = pathOf(8).replace(/.(?=@)/, (last) => (last === '0' ? '1' : '0'));
    assert.is(findOurMessage(secret, [write(forged)]), null);
  });
}

test('what came back to a return path is about its reader, whatever else it quotes further down', () => {
  const report = `To: ${pathOf(1)}\r\n\r\nMessage-ID: <${idOf(2)}>`;
  assert.equal(findOurMessage(secret, [report]), { mailingUid, subscriberId: 1 });
});

test('of a text that is made of forged names fifty are tried', () => {
  const forged = `${mailingUid}.7.${'A'.repeat(22)}@ +${'0'.repeat(48)}@ `;
  assert.equal(findOurMessage(secret, [forged.repeat(24) + idOf(3)]), { mailingUid, subscriberId: 3 });
  assert.is(findOurMessage(secret, [forged.repeat(25) + idOf(3)]), null);
});

test.run();
