import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Answer, Stage } from '../../src/delivery/transport.ts';
import { describeAnswer, judge, type Verdict } from '../../src/delivery/verdict.ts';

function reply(stage: Stage, text: string): Answer {
  const [, code, enhanced, words] = /^(\d+)(?: (\d\.\d+\.\d+))? ?(.*)$/.exec(text) ?? [];
  return { kind: 'reply', stage, code: Number(code), enhanced: enhanced ?? null, text: words ?? '' };
}

/** `released relay`, `refused address`, `accepted` … */
function short(verdict: Verdict): string {
  if (verdict.kind === 'released') return `released, ${verdict.pause} paused`;
  return verdict.kind === 'refused' ? `refused, ${verdict.blame}` : verdict.kind;
}

const replies: readonly [Stage, string, string][] = [
  ['body', '250 2.0.0 queued', 'accepted'],
  ['body', '251 forwarded', 'accepted'],

  ['greeting', '554 5.7.1 no', 'released, relay paused'],
  ['greeting', '421 4.3.2 busy', 'released, relay paused'],
  ['connect', '421 too many connections', 'released, relay paused'],
  ['tls', '454 4.7.0 TLS not available', 'released, relay paused'],
  ['auth', '535 5.7.8 wrong password', 'released, relay paused'],
  ['auth', '454 4.7.0 try again', 'released, relay paused'],
  ['mail', '550 5.7.1 sender rejected', 'released, relay paused'],
  ['mail', '550 5.1.1 odd, but before RCPT', 'released, relay paused'],
  ['mail', '452 4.3.1 disk full', 'released, relay paused'],
  ['mail', '552 5.3.4 too large', 'released, relay paused'],
  ['mail', '421 4.4.2 too many messages on this connection', 'released, connection paused'],

  ['rcpt', '550 5.1.1 no such user', 'refused, address'],
  ['rcpt', '550 5.1.10 null MX', 'refused, address'],
  ['rcpt', '553 5.1.3 bad syntax', 'refused, address'],
  ['rcpt', '550 no such user', 'refused, address'],
  ['rcpt', '551 user not local', 'refused, address'],
  ['rcpt', '550 5.2.1 mailbox disabled', 'refused, address'],
  ['rcpt', '450 4.2.0 greylisted', 'deferred'],
  ['rcpt', '451 4.3.0 later', 'deferred'],
  ['rcpt', '452 4.2.2 over quota', 'deferred'],
  ['rcpt', '421 4.7.0 slow down', 'deferred'],
  ['rcpt', '552 mailbox full', 'deferred'],
  ['rcpt', '552 5.2.2 mailbox full', 'deferred'],
  ['rcpt', '550 5.2.2 over quota', 'deferred'],
  ['rcpt', '554 5.2.2 over quota', 'deferred'],
  ['rcpt', '550 5.7.1 you are on a blocklist', 'released, domain paused'],
  ['rcpt', '554 5.7.26 not authenticated', 'released, domain paused'],
  ['rcpt', '550 5.1.8 sender’s domain not found', 'released, domain paused'],
  ['rcpt', '553 5.1.7 bad sender', 'released, domain paused'],
  ['rcpt', '500 5.3.0 what?', 'released, connection paused'],
  ['rcpt', '503 5.5.1 MAIL first', 'released, connection paused'],
  ['rcpt', '504 5.5.2 our name is rejected', 'released, connection paused'],
  ['rcpt', '501 5.1.3 bad syntax', 'refused, address'],

  ['data', '502 5.5.1 not implemented', 'released, connection paused'],
  ['data', '451 4.3.0 later', 'deferred'],
  ['data', '554 5.5.1 no valid recipients', 'refused, message'],
  ['data', '550 5.7.1 policy', 'released, domain paused'],
  ['body', '452 4.3.1 disk full', 'deferred'],
  ['body', '421 4.3.2 closing', 'deferred'],
  ['body', '552 mailbox full', 'deferred'],
  ['body', '552 5.3.4 too large', 'refused, message'],
  ['body', '554 5.6.0 unreadable', 'refused, message'],
  ['body', '550 no thanks', 'refused, message'],
  ['body', '550 5.7.1 spam', 'released, domain paused'],

  ['mail', '0', 'released, relay paused'],
  ['rcpt', '0', 'released, connection paused'],
  ['rcpt', '354 go ahead?', 'released, connection paused'],
  ['body', '0', 'unknown'],
  ['body', '354 go ahead?', 'unknown'],
];

for (const [stage, text, expected] of replies) {
  test(`“${text}” at ${stage}: ${expected}`, () => assert.is(short(judge(reply(stage, text))), expected));
}

const drops: readonly [Stage, boolean, string][] = [
  ['connect', false, 'released, relay paused'],
  ['greeting', false, 'released, relay paused'],
  ['tls', false, 'released, relay paused'],
  ['auth', false, 'released, relay paused'],
  ['mail', false, 'released, connection paused'],
  ['rcpt', false, 'released, connection paused'],
  ['data', false, 'released, connection paused'],
  ['body', false, 'released, connection paused'],
  ['body', true, 'unknown'],
  ['mail', true, 'unknown'],
];

for (const [stage, handedOver, expected] of drops) {
  test(`a connection lost at ${stage}, the last byte ${handedOver ? '' : 'not '}handed over: ${expected}`, () => {
    assert.is(short(judge({ kind: 'dropped', stage, handedOver, text: '' })), expected);
  });
}

test('a message that no relay can carry is refused, and no address is blamed', () => {
  assert.is(short(judge({ kind: 'unfit', text: 'needs SMTPUTF8' })), 'refused, message');
});

test('an answer is described in the server’s words', () => {
  assert.is(describeAnswer(reply('rcpt', '550 5.1.1 no such user')), '550 5.1.1 no such user');
  assert.is(
    describeAnswer({ kind: 'dropped', stage: 'rcpt', handedOver: false, text: 'read ECONNRESET' }),
    'read ECONNRESET',
  );
});

test.run();
