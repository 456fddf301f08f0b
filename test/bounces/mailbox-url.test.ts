import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { isMailboxUrl, parseMailboxUrl, wordsOf } from '../../src/bounces/mailbox-url.ts';

test('an address of each kind has its port, its folder, and TLS that is required off this machine', () => {
  assert.equal(parseMailboxUrl('imaps://bounces%40example.org:p%40ss%2Fw@mail.example.org/Bounces/2024'), {
    protocol: 'imap',
    host: 'mail.example.org',
    port: 993,
    implicitTls: true,
    tls: 'required',
    user: 'bounces@example.org',
    password: 'p@ss/w',
    folder: 'Bounces/2024',
    name: 'imaps://bounces@example.org@mail.example.org/Bounces/2024',
  });
  const rest = (text: string) => {
    const { protocol, port, implicitTls, tls, folder, name } = parseMailboxUrl(text);
    return `${protocol} ${port} ${implicitTls ? 'TLS at once' : 'STARTTLS'} ${tls} ${folder} ${name}`;
  };
  assert.is(
    rest('imap://b:s@mail.example.org'),
    'imap 143 STARTTLS required INBOX imap://b@mail.example.org/INBOX',
  );
  assert.is(
    rest('pop3s://b:s@mail.example.org:9950'),
    'pop3 9950 TLS at once required INBOX pop3s://b@mail.example.org:9950',
  );
  assert.is(rest('pop3://b:s@[::1]?tls=off'), 'pop3 110 STARTTLS off INBOX pop3://b@[::1]');
  assert.is(parseMailboxUrl('imap://b:s@localhost').tls, 'opportunistic');
  assert.is(parseMailboxUrl('imap://b:s@localhost?tls=required').tls, 'required');
  assert.is(parseMailboxUrl('imap://b:s@localhost.example.org').tls, 'required');
});

for (const [text, why] of [
  ['imaps://', /lacks a host/],
  ['imaps://b:hidden@mail.example.org:99999', /is no address/],
  ['https://b:hidden@mail.example.org', /on no road that Tumen knows/],
  ['imaps://mail.example.org', /lacks a host, a user or a password/],
  ['imaps://b@mail.example.org', /lacks a host, a user or a password/],
  ['imaps://b:hidden%0d%0aDELE@mail.example.org', /holds a control character/],
  ['imaps://b@example.org:hidden%zz@mail.example.org', /percent sign that encodes nothing/],
  ['imaps://b:hidden%zz@mail.example.org', /percent sign that encodes nothing/],
  ['pop3s://b:hidden@mail.example.org/INBOX', /names a folder, and POP3 has none/],
  ['imaps://b:hidden@mail.example.org?tls=maybe', /asks for tls=maybe/],
  ['imaps://b:hidden@mail.example.org?keep=1', /has “\?keep=”, which is not known/],
  ['imaps://b:hidden@still%zzhidden@mail.example.org', /percent sign/],
] as const) {
  test(`${text} is refused, without its password`, () => {
    assert.throws(
      () => parseMailboxUrl(text),
      (error: Error) =>
        error.name === 'UserError' && why.test(error.message) && !error.message.includes('hidden'),
    );
  });
}

test('a folder of this machine is no address of a mailbox', () => {
  assert.equal(
    ['imaps://x', 'POP3://x', 'http://x', '/var/mail', 'C:\\mail', './imaps:', 'mail'].map(isMailboxUrl),
    [true, true, true, false, false, false, false],
  );
});

test('a server’s words move no cursor and end without a stop', () => {
  assert.is(wordsOf('\u001b[2Jno\r\nsuch user..'), '[2Jno such user');
  assert.is(wordsOf('x'.repeat(500)).length, 200);
});

test.run();
