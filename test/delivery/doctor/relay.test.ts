import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Diagnosis } from '../../../src/delivery/doctor/diagnosis.ts';
import { diagnoseRelay } from '../../../src/delivery/doctor/relay.ts';
import { withFolder } from '../../database/temporary-store.ts';
import { pointAwsTo, type SesServerOptions, startSesServer } from '../ses-server.ts';
import { type SmtpServerOptions, startSmtpServer } from '../smtp-server.ts';
import { startTlsFront } from '../tls-front.ts';

const look = (url: string, root = '/nowhere'): Promise<readonly Diagnosis[]> =>
  diagnoseRelay(url, 'news.example.org', root, Date.now());

/** What is said of a server of that kind; `words` go behind its address. */
async function smtp(options: SmtpServerOptions, words = '', user = ''): Promise<Diagnosis> {
  const server = await startSmtpServer(options);
  try {
    const [found] = await look(server.url.replace('//', `//${user}`) + words);
    assert.not.ok(server.said.some((line) => /^(MAIL|RCPT|DATA)/.test(line)));
    return found as Diagnosis;
  } finally {
    await server.close();
  }
}

test('a relay that lets us in says what it offers, and gets no message', async () => {
  const found = await smtp({});
  assert.equal(
    [found.state, found.text],
    ['well', 'It lets us in: no TLS, no login, PIPELINING, messages up to 10,485,760 octets.'],
  );
});

test('a relay that does not let us in says where and why, in its own words and without the password', async () => {
  const refused = await smtp(
    { fault: ({ moment }) => (moment === 'connect' ? { reply: '554 5.7.1 go away' } : null) },
    '',
    'user:hidden@',
  );
  assert.is(refused.state, 'mend');
  assert.match(refused.subject, /^relay smtp:\/\/user:\*\*\*@127\.0\.0\.1:\d+$/);
  assert.is(
    refused.text,
    'It turns us away when we come: 554 5.7.1 go away. Ask whoever runs it whether this machine may send through it.',
  );
  const login = await smtp({ extensions: ['AUTH PLAIN'] }, '', 'user:hidden@');
  assert.is(login.state, 'mend');
  assert.match(
    login.text,
    /^It does not let us log in: 500 5\.5\.2 what\? \(to AUTH\)\. See user and password in SMTP_URL/,
  );
  assert.not.match(`${login.subject}${login.text}`, /hidden/);
  const noTls = await smtp({}, '?tls=required');
  assert.is(noTls.state, 'mend');
  const [gone] = await look('smtp://127.0.0.1:9');
  assert.match(gone?.text ?? '', /cannot be reached: connect ECONNREFUSED.*\. See host and port in SMTP_URL/);
});

test('a certificate that is not believed is told as what it is', async () => {
  const server = await startSmtpServer();
  const front = await startTlsFront(server.port, 'good');
  try {
    const [required] = await look(`smtps://localhost:${front.port}?tls=required`);
    assert.is(required?.state, 'mend');
    assert.match(
      required?.text ?? '',
      /^It has no TLS that can be trusted: .*certificate.* valid today, for localhost/,
    );
    const [unproven] = await look(`smtps://localhost:${front.port}`);
    assert.match(unproven?.text ?? '', /It lets us in: TLS that proves nothing, no login/);
  } finally {
    front.close();
    await server.close();
  }
});

/** The state and the beginning of each text. */
async function ses(options: SesServerOptions, url = 'ses:?rate=14'): Promise<readonly string[]> {
  const server = await startSesServer(options);
  pointAwsTo(server.endpoint);
  try {
    return (await look(url)).map(({ state, text }) => `${state}: ${text}`);
  } finally {
    await server.close();
  }
}

const account = {
  SendingEnabled: true,
  ProductionAccessEnabled: true,
  EnforcementStatus: 'HEALTHY',
  SendQuota: { MaxSendRate: 14, Max24HourSend: 50_000, SentLast24Hours: 120 },
};
const identity = {
  VerifiedForSendingStatus: true,
  DkimAttributes: { SigningEnabled: true, Status: 'SUCCESS' },
  MailFromAttributes: { MailFromDomain: 'bounce.example.org', MailFromDomainStatus: 'SUCCESS' },
};
const accountPath = '/v2/email/account';

test('ses: says the account’s limits, and what it knows of the domain or the one above it', async () => {
  const pages = { [accountPath]: account, '/v2/email/identities/example.org': identity };
  assert.equal(await ses({ pages }), [
    'well: Sending is on: 14 messages a second, 50,000 a day, 120 of them sent.',
    'well: example.org is verified; SES signs with its DKIM; bounces go to bounce.example.org.',
  ]);
  const [hasty, unknown] = await ses({ pages: { [accountPath]: account } }, 'ses:');
  assert.match(hasty ?? '', /^note: Sending is on.* Say "rate=14" behind "ses:"/);
  assert.match(unknown ?? '', /^note: SES does not know this domain/);
});

test('ses: says what keeps mail from going out', async () => {
  const of = (changes: object) => ses({ pages: { [accountPath]: { ...account, ...changes } } });
  assert.match((await of({ SendingEnabled: false })).join(), /^mend: Sending is switched off/);
  assert.match((await of({ ProductionAccessEnabled: false })).join(), /^mend: The account is in the sandbox/);
  assert.match((await of({ EnforcementStatus: 'PROBATION' })).join(), /^note: .*AWS reviews the account/);
  const unverified = { ...identity, VerifiedForSendingStatus: false };
  const pages = { [accountPath]: account, '/v2/email/identities/news.example.org': unverified };
  assert.match((await ses({ pages })).join(), /mend: news\.example\.org is not verified/);
  const refuse = (type: string) =>
    ses({ fault: ({ moment }) => (moment === 'headers' ? { status: 403, type, message: 'No.' } : null) });
  assert.match(
    (await refuse('AccessDeniedException')).join(),
    /^note: The account could not be looked at: .* ses:GetAccount/,
  );
  assert.match(
    (await refuse('UnrecognizedClientException')).join(),
    /^mend: It does not let us in: .*No\. See region and credentials/,
  );
  const [nobody] = await look('ses:');
  assert.match(nobody?.text ?? '', /^It does not let us in: connect ECONNREFUSED/);
});

test('sendmail: is there or not, and outbox: says that messages go no further', () =>
  withFolder(async (folder) => {
    const program = join(folder, 'sendmail');
    writeFileSync(program, '#!/bin/sh\n');
    const [notYet] = await look(`sendmail:${program}`);
    assert.is(notYet?.state, 'mend');
    chmodSync(program, 0o755);
    const [there] = await look(`sendmail:${program}`);
    assert.is(there?.state, 'note');
    const [gone] = await look('sendmail:no-such-program');
    assert.match(gone?.text ?? '', /no program no-such-program that could be run on the PATH/);
    const [outbox] = await look('outbox:', folder);
    assert.equal(outbox, {
      state: 'note',
      subject: 'relay outbox',
      text: 'Messages are put into outbox as files, and go no further by themselves.',
    });
  }));

test.run();
