import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readReport } from '../../src/bounces/read-report.ts';
import {
  exchange2003,
  exim,
  feedbackReport,
  junkReport,
  oldSendmail,
  original,
  plainReport,
  qmail,
  type StatusFields,
  statusReport,
} from './shapes.ts';

const id = '0123456789abcdef.1.mac@example.org';

/** `kind status | what is read`, a line each; `¶` is a line break within. */
const rowsOf = (table: string): readonly (readonly string[])[] =>
  table
    .trim()
    .split('\n')
    .map((line) => line.split(/ *\| */).map((cell) => cell.trim().replaceAll('¶', '\n')));

/** Kind and status that are expected; the status in the report, what it is, and the diagnostic. */
const statuses = `
hard  5.1.1  | 5.1.1 | no such address | smtp; 550 5.1.1 <ada@example.net>: User unknown
hard  5.1.1  | 5.1.1 | no such address, without a word |
hard  5.1.2  | 5.1.2 | no such domain |
hard  5.1.10 | 5.1.10 | a domain that takes no mail | smtp; 556 5.1.10 Null MX
hard  5.1.10 | 5.1.10 | Exchange, which found nobody | smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; not found by lookup
hard  5.4.1  | 5.4.1 | Exchange at the edge, which knows its readers | smtp; 550 5.4.1 Recipient address rejected: Access denied. [AB1.example.net]
hard  5.5.0  | 5.5.0 | Outlook.com | smtp; 550 5.5.0 Requested action not taken: mailbox unavailable (S2017)
other 5.7.1  | 5.7.1 | Outlook.com, which blocks us | smtp; 550 5.7.1 [192.0.2.1] is on our block list (S3140)
hard  5.1.1  | 5.1.1 | Gmail, in lines | smtp; 550-5.1.1 The email account that was¶ 550-5.1.1 to be reached does¶ 550 5.1.1 not exist. q1-2
hard  5.2.1  | 5.2.1 | Gmail, an account asleep | smtp; 550 5.2.1 The account is inactive. q1-2
other 5.2.1  | 5.2.1 | Gmail, too much mail at once | smtp; 550-5.2.1 This user is receiving¶ 550 5.2.1 mail at a rate that is too high
soft  4.2.2  | 4.2.2 | Gmail, a full mailbox | smtp; 452 4.2.2 The inbox is out of storage space
other 5.7.26 | 5.7.26 | Gmail, unsigned mail | smtp; 550 5.7.26 Unauthenticated mail is not accepted
hard  5.0.0  | 5.0.0 | Yahoo | smtp; 554 delivery error: dd This user doesn’t have an example.net account (ada@example.net) [0]
other 4.7.0  | 4.4.7 | Yahoo, which defers us | smtp; 421 4.7.0 [TSS04] Messages from 192.0.2.1 temporarily deferred
hard  5.1.1  | 5.1.1 | GMX | smtp; 550 Requested action not taken: mailbox unavailable
hard  5.0.0  | 5.0.0 | Mail.ru | smtp; 550 Message was not accepted -- invalid mailbox. Local mailbox ada@example.net is unavailable: user not found
hard  5.7.1  | 5.7.1 | Yandex | smtp; 550 5.7.1 No such user!
other 5.7.1  | 5.7.1 | Yandex, which takes us for spam | smtp; 554 5.7.1 Message rejected under suspicion of SPAM
hard  5.1.1  | 5.1.1 | Naver | smtp; 550 5.1.1 No such user ada@example.net - nsmtp
hard  5.0.0  | 5.0.0 | QQ | smtp; 550 Mailbox not found. http://help.example.net/?no=1
other 5.0.0  | 5.0.0 | QQ, about DMARC | smtp; 550 DMARC check failed. http://help.example.net
hard  5.2.1  | 5.0.0 | Zimbra, an account that is closed | smtp; 550 5.2.1 Account is closed
other 5.7.1  | 5.0.0 | Exim, whose own status says nothing | smtp; 550 5.7.1 We do not know who you are
other 5.7.1  | 5.1.1 | Sendmail, of a server that dislikes us | smtp; 550 5.7.1 IP address blacklisted by recipient
other 5.1.3  | 5.1.3 | a block list in the disguise of an address | smtp; 553 http://www.spamhaus.example/query?ip=192.0.2.1
other 5.1.8  | 5.1.8 | the sender’s address | smtp; 501 5.1.8 No such domain: sender rejected
soft  5.1.1  | 5.1.1 | a full mailbox in the disguise of an address | smtp; 552 sorry, that mailbox is over quota
soft  5.2.2  | 5.2.2 | a full mailbox |
other 5.3.4  | 5.3.4 | a message that is too large |
other 5.0.0  | 5.0.0 | a message that is too large, in words | smtp; 552 Message size exceeds maximum permitted
hard  5.0.0  | 5.0.0 | an unknown address called spam | smtp; 550 <spam@policy.example.net>: user unknown
soft  4.1.1  | 4.1.1 | an unknown address, for now | smtp; 450 4.1.1 user unknown, not verified yet
soft  5.0.0  | 5.0.0 | a name server that was silent | X-Local; host not found, try again
hard  5.4.4  | 5.4.4 | a domain that is gone | X-Postfix; Host or domain name not found. Name service error for name=gone.example.net
soft  4.4.1  | 4.4.1 | time out | X-Postfix; connect to mx.example.net[192.0.2.9]:25: Connection timed out
`;
for (const [expected, status, what, diagnostic] of rowsOf(statuses) as [string, string, string, string?][]) {
  test(`a delivery status is ${expected.split(/ +/)[0]}: ${what}`, async () => {
    const report = await readReport(statusReport(id, { status, ...(diagnostic ? { diagnostic } : {}) }));
    assert.equal([report.kind, report.status], expected.split(/ +/), report.why);
    assert.match(report.why, /^[A-Z].*\.$/);
  });
}

/** What servers say of us, in the words in which they speak of readers. */
const ofUs = `
550 Your email has been blocked
550 Your account has been suspended for sending too much
550 5.0.0 Your domain does not exist
550 your IP address is unknown here
554 Email was blocked by the recipient
553 5.0.0 Domain of sender address desk@example.org does not exist
550 unknown sender domain
550 5.5.0 Helo command rejected: Host not found
450 Client host rejected: cannot find your hostname
550 Sender verify failed: no such user
550 Mail from unknown domain refused
550 192.0.2.1 does not like sender. Invalid address
550 Invalid address in From header
554 no valid recipients
550 The account or domain may not exist, or you are blacklisted
554 Delivery to this recipient has expired
550 Message to this recipient is undeliverable
550 User has too many messages, try again
550 IP 192.0.2.1 is not listed
550 rejected: the user only takes mail from contacts
550 Connection to the user's server was closed
`;
for (const words of ofUs.trim().split('\n')) {
  test(`nobody is given up for “${words}”`, async () => {
    for (const raw of [statusReport(id, { status: '5.0.0', diagnostic: `smtp; ${words}` }), qmail(id, words)])
      assert.is.not((await readReport(raw)).kind, 'hard');
  });
}

const behind = (action: string) => ({
  more: [`Final-Recipient: rfc822; bea@example.net\nAction: ${action}\nStatus: 5.1.1`],
});
for (const [what, fields, kind, status] of [
  ['an action that is missing', { action: '', status: '5.1.1' }, 'hard', '5.1.1'],
  [
    'words for people alone',
    { status: '5.0.0', words: '550 5.7.26 Multiple authentication checks failed' },
    'other',
    '5.7.26',
  ],
  ['a delay', { action: 'delayed', status: '4.4.1' }, 'other', '4.4.1'],
  [
    'a delay of an unknown address',
    { action: 'delayed', status: '4.1.1', diagnostic: 'smtp; 450 user unknown' },
    'other',
    '4.1.1',
  ],
  ['a receipt', { action: 'delivered', status: '2.0.0' }, 'other', '2.0.0'],
  [
    'one of several mailboxes behind the address',
    { status: '5.1.1', ...behind('relayed') },
    'other',
    '5.1.1',
  ],
  ['all mailboxes behind the address', { status: '5.1.1', ...behind('failed') }, 'hard', '5.1.1'],
  ['an international one', { status: '5.1.1', type: 'message/global-delivery-status' }, 'hard', '5.1.1'],
] as const satisfies readonly (readonly [string, StatusFields, string, string])[]) {
  test(`a delivery status is ${kind}: ${what}`, async () => {
    const report = await readReport(statusReport(id, fields));
    assert.equal([report.kind, report.status], [kind, status], report.why);
  });
}

const shapes = { qmail, exim, exchange2003, oldSendmail };
const domino =
  'It did not get to\n\n  ada@example.net\n\nbecause:\n\n  User ada.l not listed in Domino Directory';
const nameless = 'For <ada@example.net>:\n\n550 5.1.1 User unknown\n\nHeaders follow.\n\nReceived: x';
const openSmtpd =
  'ada@example.net: Domain does not exist\n\n    Below is a copy of the original message:\n\nReceived: x';

/** Kind and status that are expected; the shape, what it is, and the words. */
const texts = `
hard  5.1.1 | qmail | nobody here | Sorry, no mailbox here by that name. (#5.1.1)
hard  -     | qmail | told by another | 192.0.2.1 does not like recipient.¶Remote host said: 550 sorry, unknown user¶Giving up on 192.0.2.1.
soft  -     | qmail | a full disk | Remote host said: 552 Error: disk quota exceeded
hard  5.1.2 | qmail | no host | Sorry, I couldn’t find any host named gone.example.net. (#5.1.2)
soft  4.4.3 | qmail | no answer | CNAME lookup failed temporarily. (#4.4.3)¶I waited long enough.
hard  -     | qmail | an account that is locked | vdelivermail: account is locked
other 5.7.1 | qmail | a block list | Remote host said: 554 5.7.1 blocked using bl.example.net
hard  -     | qmail | Yahoo, of a domain without mail | No mx record found for domain=gone.example.net
soft  -     | qmail | Yahoo, which gave up | Not delivered after many tries, giving up.
hard  5.1.1 | exim | nobody there | SMTP error after RCPT TO:<ada@example.net>:¶    host mx.example.net [192.0.2.1]: 550 5.1.1 <ada@example.net>... User Unknown
hard  -     | exim | no route | Unrouteable address
soft  -     | exim | tried for long | retry timeout exceeded
soft  -     | exim | full | mailbox is full: retry timeout exceeded
hard  5.1.1 | exim | GMX | SMTP error from server after RCPT command:¶host: mx.example.net¶5.1.1 <ada@example.net>... User Unknown
hard  -     | exchange2003 | nobody there | The recipient name is not recognized¶	The MTS-ID of the original message is: c=xx;a= ;p=one
soft  -     | exchange2003 | full | The recipient’s mailbox is full
soft  -     | exchange2003 | no reason | The message could not be delivered today
hard  -     | oldSendmail | nobody there | 550 <ada@example.net>... User unknown
hard  -     | oldSendmail | no host | 550 gone.example.net (smtp)... 550 Host unknown
soft  -     | oldSendmail | too late | 421 example.net (smtp)... Deferred: Connection timed out
`;
const plain: readonly (readonly [expected: string, what: string, raw: Buffer])[] = [
  ...rowsOf(texts).map(
    ([expected, shape, what, words]) =>
      [
        expected as string,
        `${shape}, ${what}`,
        shapes[shape as keyof typeof shapes](id, words as string),
      ] as const,
  ),
  [
    'other -',
    'exim, a warning',
    exim(id, 'Delay reason: mailbox is full\n\nNo action is required on your part.', 'Warning: delayed'),
  ],
  ['hard -', 'Domino', plainReport('Postmaster@notes.example.net', 'DELIVERY FAILURE', domino)],
  ['hard 5.1.1', 'a server without an address', plainReport('MAILER-DAEMON <>', 'It failed', nameless)],
  [
    'hard -',
    'OpenSMTPD',
    plainReport('Mailer Daemon <MAILER-DAEMON@bsd.example.net>', 'An error', openSmtpd),
  ],
  [
    'other -',
    'a server that says nothing',
    plainReport('MAILER-DAEMON@mx.example.net', 'Hello', 'All is well.'),
  ],
];
for (const [expected, what, raw] of plain) {
  test(`a plain text is ${expected.split(' ')[0]}: ${what}`, async () => {
    const report = await readReport(raw);
    assert.equal([report.kind, report.status ?? '-'], expected.split(/ +/), report.why);
  });
}

test('what is quoted of the issue itself bounces nobody: neither its subject nor its text', async () => {
  for (const write of Object.values(shapes)) {
    const report = await readReport(write(id, 'A failure, 3.1.1 miles away.'));
    assert.equal([report.kind, report.status], ['soft', null], report.why);
    assert.not.match(report.diagnostic ?? '', /ministry|stories/);
  }
});

const answers: readonly (readonly [string, Buffer])[] = [
  [
    'a person',
    plainReport(
      'ada@example.net',
      'Re: An issue',
      `550 5.1.1 user unknown? That was me!\n\n> ${original(id)}`,
    ),
  ],
  [
    'a holiday note',
    plainReport('ada@example.net', 'Automatic reply: An issue', 'I am away. The mailbox is full.', [
      'Auto-Submitted: auto-replied',
      'Return-Path: <>',
    ]),
  ],
  [
    'one who has left',
    plainReport('ada@example.net', 'Out of office', 'This address is no longer in use.', [
      'Auto-Submitted: auto-generated',
      'X-Auto-Response-Suppress: All',
      'Return-Path: <>',
    ]),
  ],
  [
    'a postmaster on holiday',
    plainReport('postmaster@example.net', 'Away', 'User unknown until May', ['Auto-Submitted: auto-replied']),
  ],
  [
    'a request to prove oneself',
    plainReport(
      '"Ada’s guard" <challenge@guard.example.net>',
      'Please confirm your message',
      `Your mail to an unknown user is held: 550. Press here.\n\n> ${original(id)}`,
      ['Auto-Submitted: auto-replied', 'Return-Path: <>'],
    ),
  ],
  [
    'a list’s moderator',
    plainReport(
      'list-owner@lists.example.net',
      'Your message awaits approval',
      'Undeliverable for now: not a member.',
    ),
  ],
  ['rubbish', Buffer.from([0, 1, 2, 255])],
  ['nothing', Buffer.alloc(0)],
];
for (const [who, raw] of answers) {
  test(`an answer of ${who} bounces nobody`, async () => {
    const report = await readReport(raw);
    assert.is(report.kind, 'other', report.why);
    assert.match(report.why, /^It is neither a report nor written by a mail server: an answer, perhaps\.$/);
  });
}

for (const [type, kind] of [
  ['abuse', 'complaint'],
  ['fraud', 'complaint'],
  ['virus', 'complaint'],
  ['other', 'complaint'],
  ['Abuse', 'complaint'],
  ['opt-out', 'unsubscribe'],
  ['not-spam', 'other'],
  ['auth-failure', 'other'],
  ['dkim', 'other'],
] as const) {
  test(`a feedback report of the type ${type} is ${kind}`, async () => {
    const report = await readReport(feedbackReport(id, type));
    assert.is(report.kind, kind, report.why);
    assert.ok(report.texts.some((text) => text.includes(id)));
  });
}

test('a report of Microsoft’s junk mail program is a complaint', async () => {
  const report = await readReport(junkReport(id));
  assert.is(report.kind, 'complaint');
  assert.ok(report.texts.some((text) => text.includes(id)));
});

test('the server’s words are kept on one line', async () => {
  const { diagnostic } = await readReport(
    statusReport(id, { status: '5.1.1', diagnostic: 'smtp; 550 no\n and a folded line' }),
  );
  assert.is(diagnostic, 'smtp; 550 no and a folded line');
  assert.is((await readReport(exim(id, 'Unrouteable address'))).diagnostic, 'Unrouteable address');
});

test('a report whose original is in Base64 shows its Message-ID', async () => {
  const raw = statusReport(id, { status: '5.1.1' })
    .toString('latin1')
    .replace(
      /(Content-Type: message\/rfc822\r\n)\r\n(.*?)\r\n--b\/1--/s,
      (_, head: string, body: string) =>
        `${head}Content-Transfer-Encoding: base64\r\n\r\n${Buffer.from(body).toString('base64')}\r\n--b/1--`,
    );
  assert.not.match(raw, id);
  assert.ok((await readReport(Buffer.from(raw))).texts.some((text) => text.includes(id)));
});

test('what somebody writes to keep us busy is read in little time', async () => {
  // The processor's time: what others do on this machine meanwhile is not the report's fault.
  const started = process.cpuUsage();
  const report = 'From: MAILER-DAEMON@mx.example.net\r\nContent-Type: multipart/report; boundary=b\r\n\r\n';
  for (const words of [
    '\n',
    '--b\r\n',
    '--b\r\nContent-Type: message/delivery-status\r\n\r\nAction: failed\r\n',
  ])
    await readReport(Buffer.from(report + words.repeat(4_000_000 / words.length)));
  const html = 'From: MAILER-DAEMON@mx.example.net\r\nContent-Type: text/html\r\n\r\n';
  for (const words of ['<', '<a ', '&']) await readReport(Buffer.from(html + words.repeat(2_000_000)));
  for (const words of ['user ', 'a.', '@', 'a@', 'mailbox x x ', '550-5.1.1 ', 'message host ']) {
    await readReport(qmail(id, words.repeat(200_000)));
    await readReport(statusReport(id, { status: '5.0.0', diagnostic: `smtp; ${words.repeat(200_000)}` }));
  }
  const { user, system } = process.cpuUsage(started);
  assert.ok(user + system < 30e6, `${(user + system) / 1e6} s`);
});

test('the proof stands in the beginning of a report, however long the issue is that hangs on it', async () => {
  const raw = statusReport(id, { status: '5.1.1' }).toString('latin1');
  const long = raw.replace('\r\n--b/1--', `${'A line of the issue.\r\n'.repeat(200_000)}--b/1--`);
  const report = await readReport(Buffer.from(long));
  assert.is(report.kind, 'hard');
  assert.ok(report.texts.some((text) => text.includes(id)));
});

test.run();
