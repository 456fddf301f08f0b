import PostalMime from 'postal-mime';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { composeMessage, type Message, prepareMessages, type Sender } from '../../src/delivery/message.ts';
import { publication } from '../render/issue-value.ts';
import { content, reader } from './edition.ts';

const sender: Sender = {
  publication: publication({
    replyTo: 'letters@example.org',
    from: { name: 'Das Büro', address: 'desk@example.org' },
  }),
  list: { id: 'weekly', name: 'The weekly – 주간', description: '' },
  issueNumber: 2,
};
const date = new Date('2024-06-22T06:00:00Z');
const template = prepareMessages(content, sender);

function raw(message: Message): Buffer {
  return Buffer.concat(message.chunks);
}

/** Header names and unfolded values, in their order. */
function headers(bytes: Buffer): [name: string, value: string][] {
  const head = bytes.toString('latin1').split('\r\n\r\n')[0] as string;
  return head
    .replace(/\r\n(?=[ \t])/g, '')
    .split('\r\n')
    .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]);
}

function header(bytes: Buffer, name: string): string {
  const found = headers(bytes).filter(([key]) => key.toLowerCase() === name.toLowerCase());
  assert.is(found.length, 1, `${name} occurs once`);
  return (found[0] as [string, string])[1];
}

/** What no message may have, whoever reads it: rule 8 and the shape of rule 9. */
function assertClean(bytes: Buffer): void {
  const text = bytes.toString('latin1');
  assert.not.match(text.replaceAll('\r\n', ''), /[\r\n\0]/, 'a bare CR, LF or a NUL');
  for (const line of text.split('\r\n')) {
    assert.ok(line.length <= 200, `a line of ${line.length}: ${line}`);
    assert.not.match(line, /^\./, 'a line begins with a dot');
  }
  for (const [word] of text.matchAll(/=\?[^?]+\?[QB]\?[^?]*\?=/g)) assert.ok(word.length <= 75, word);
  const body = text.slice(text.indexOf('\r\n\r\n'));
  for (const line of body.split('\r\n')) assert.ok(line.length <= 76, `a body line of ${line.length}`);
  assert.ok(text.endsWith('--\r\n'));
}

test('a message has each header once, with the values that large receivers ask for', () => {
  const message = composeMessage(template, reader(), date);
  const bytes = raw(message);
  assertClean(bytes);
  assert.is(message.size, bytes.length);
  assert.equal(
    headers(bytes)
      .map(([name]) => name)
      .sort(),
    [
      'Content-Type',
      'Date',
      'Feedback-ID',
      'From',
      'List-Id',
      'List-Unsubscribe',
      'List-Unsubscribe-Post',
      'MIME-Version',
      'Message-ID',
      'Reply-To',
      'Subject',
      'To',
    ],
  );
  assert.is(header(bytes, 'To'), 'Ada <ada@example.org>');
  assert.match(header(bytes, 'From'), /^=\?UTF-8\?Q\?Das_B=C3=BCro\?= <desk@example\.org>$/);
  assert.is(header(bytes, 'Reply-To'), 'letters@example.org');
  assert.is(header(bytes, 'Date'), 'Sat, 22 Jun 2024 06:00:00 +0000');
  assert.is(header(bytes, 'Message-ID'), '<uid.1.mac@example.org>');
  assert.match(header(bytes, 'List-Id'), / <weekly\.example\.org>$/);
  assert.is(header(bytes, 'List-Unsubscribe-Post'), 'List-Unsubscribe=One-Click');
  assert.is(
    header(bytes, 'List-Unsubscribe'),
    '<https://dispatch.example.org/unsubscribe/v1.abc123.unsubscribe.mac>, ' +
      '<mailto:letters@example.org?subject=unsubscribe%20v1.abc123.unsubscribe.mac>',
  );
  assert.is(header(bytes, 'Feedback-ID'), '002:weekly:issue:example.org');
});

test('no address in List-Unsubscribe is folded', () => {
  const lines = raw(
    composeMessage(template, reader({ unsubscribeToken: `v1.abc123.${'x'.repeat(120)}.mac` }), date),
  )
    .toString('latin1')
    .split('\r\n');
  for (const line of lines
    .filter((text) => /https:\/\/dispatch[^ ]*unsubscribe\/v1|mailto:/.test(text))
    .slice(0, 2)) {
    assert.match(line, /<[^<>\s]+>,?$/);
  }
});

test('an independent parser finds both parts, text first, with the values in them and nothing left over', async () => {
  const email = await PostalMime.parse(raw(composeMessage(template, reader(), date)));
  assert.is(email.subject, 'The birthday message, Ada');
  assert.is(
    email.text?.trimEnd(),
    'Dear Ada,\n.dot\nYou read this in Seoul.\n\n' +
      'Unsubscribe: https://dispatch.example.org/unsubscribe/v1.abc123.unsubscribe.mac\n' +
      'Preferences: https://dispatch.example.org/preferences/v1.abc123.preferences.mac',
  );
  assert.match(
    email.html ?? '',
    /<p>Dear Ada,<\/p>\n<p>\.A line that begins with a dot, and = and trailing space \n\.and one more — “quoted” 조선 Россия<\/p>/,
  );
  assert.match(email.html ?? '', /<p>You read this in Seoul\.<\/p>/);
  assert.not.match(`${email.html}${email.text}`, /\{\{|somewhere/);
  const text = raw(composeMessage(template, reader(), date)).toString('latin1');
  assert.ok(text.indexOf('text/plain') < text.indexOf('text/html'));
});

test('a reader of whom nothing is known gets the fallbacks', async () => {
  const email = await PostalMime.parse(
    raw(composeMessage(template, reader({ name: null, attributes: {} }), date)),
  );
  assert.is(email.subject, 'The birthday message, reader');
  assert.match(email.text ?? '', /^Dear reader,\n\.dot\nYou read this somewhere\.\n/);
  assert.not.match(email.text ?? '', /read this in/);
  assert.equal(email.to, [{ address: 'ada@example.org', name: '' }]);
});

const hostile: readonly [what: string, name: string][] = [
  ['markup', '<script>alert(1)</script>'],
  ['quotes', `"O'Brien", <eve@example.org>; x`],
  ['a merge field', '{{unsubscribeUrl}}'],
  ['an encoded word', '=?utf-8?Q?x=0D=0ABcc:_eve@example.org?='],
  ['a dot first', '.'],
  ['Korean', '김철수 동지'],
  ['Arabic', 'عبد الرحمن'],
  ['emoji', '👩‍👩‍👧‍👦 Kim'],
  ['two hundred letters in one word', 'x'.repeat(200)],
  ['two hundred of another script', '조'.repeat(200)],
  ['a comma and a group', 'undisclosed: a@example.org, b@example.org;'],
  ['a backslash', 'back\\slash\\'],
  ['spaces', 'a b  c'],
  ['percent signs', '100%41 & more'],
];

for (const [what, name] of hostile) {
  test(`a name of ${what} stays a name`, async () => {
    const bytes = raw(composeMessage(template, reader({ name, attributes: { city: name } }), date));
    assertClean(bytes);
    const email = await PostalMime.parse(bytes);
    assert.equal(email.to, [{ address: 'ada@example.org', name }]);
    assert.is(email.cc, undefined);
    assert.is(email.bcc, undefined);
    assert.is(email.subject, `The birthday message, ${name}`);
    assert.ok(email.text?.startsWith(`Dear ${name},\n`), email.text);
    const escaped = name.replace(
      /[&<>"']/g,
      (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' })[c] as string,
    );
    assert.ok(email.html?.includes(`<p>Dear ${escaped},</p>`), email.html?.slice(0, 300));
    assert.ok(email.html?.includes(`?q=${encodeURIComponent(name)}&amp;x=1"`));
    header(bytes, 'To');
    header(bytes, 'Subject');
  });
}

test('a line break in a name is an error and never a header', () => {
  for (const name of ['Ada\r\nBcc: eve@example.org', 'Ada\u2028x', 'Ada\u0085x', 'a\0b']) {
    assert.throws(
      () => composeMessage(template, reader({ name }), date),
      /line break or a control character/,
    );
  }
});

test('an international domain goes out as A-labels; an international local part asks for SMTPUTF8', () => {
  const german = composeMessage(template, reader({ email: 'ada@bücher.example.org' }), date);
  assert.equal(german.envelope, {
    from: 'desk@example.org',
    to: 'ada@xn--bcher-kva.example.org',
    smtpUtf8: false,
  });
  assert.is(header(raw(german), 'To'), 'Ada <ada@xn--bcher-kva.example.org>');
  const korean = composeMessage(template, reader({ email: '김@example.org' }), date);
  assert.equal(korean.envelope, { from: 'desk@example.org', to: '김@example.org', smtpUtf8: true });
});

test('the envelope’s sender is the reader’s own return path, else the bounce address, else From', () => {
  const bounceAddress = 'bounces@xn--bcher-kva.example.org';
  const bounced = { ...sender, publication: { ...sender.publication, bounceAddress } };
  const template = prepareMessages(content, bounced);
  const own = { returnPath: 'bounces+token@example.org' };
  assert.is(composeMessage(template, reader(own), date).envelope.from, own.returnPath);
  const proof = composeMessage(template, reader(), date);
  assert.is(proof.envelope.from, 'bounces@xn--bcher-kva.example.org');
  assert.not.match(header(raw(proof), 'From'), /bounces/);
  assert.match(
    header(raw(proof), 'List-Unsubscribe'),
    '<mailto:bounces@xn--bcher-kva.example.org?subject=unsubscribe%20v1.',
  );
});

test('a carried image is in the message once, and a linked one is not', async () => {
  const image = { name: 'khasan-3fa9.png', contentType: 'image/png', bytes: Buffer.alloc(500, 7) };
  const carried = prepareMessages({ ...content, images: [{ ...image, cid: 'khasan@example.org' }] }, sender);
  const bytes = raw(composeMessage(carried, reader(), date));
  assertClean(bytes);
  const email = await PostalMime.parse(bytes);
  assert.is(email.attachments.length, 1);
  assert.is(email.attachments[0]?.contentId, '<khasan@example.org>');
  assert.equal(Buffer.from(email.attachments[0]?.content as ArrayBuffer), image.bytes);
  assert.match(email.text ?? '', /^Dear Ada/);
  const linked = prepareMessages({ ...content, images: [{ ...image, cid: null }] }, sender);
  assert.is((await PostalMime.parse(raw(composeMessage(linked, reader(), date)))).attachments.length, 0);
});

test.run();
