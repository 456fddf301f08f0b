import { type Arbitrary, check, constantFrom, oneof, property, record, string } from 'fast-check';
import MailComposer from 'nodemailer/lib/mail-composer';
import PostalMime, { type Email } from 'postal-mime';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parseAddress, parseName } from '../../src/audience/address.ts';
import { readAttribute } from '../../src/audience/attribute.ts';
import { composeMessage, prepareMessages, type Reader, type Sender } from '../../src/delivery/message.ts';
import { encodeQuotedPrintable } from '../../src/delivery/quoted-printable.ts';
import { fill, type MergeValues, parseMergeTemplate } from '../../src/render/personalise.ts';
import { publication } from '../render/issue-value.ts';
import { content, reader } from './edition.ts';

// nodemailer composes the same message in its own way; whoever reads both must find no difference.

const sender: Sender = {
  publication: publication(),
  list: { id: 'weekly', name: 'The weekly', description: '' },
  issueNumber: 2,
};
const image = {
  cid: 'khasan@example.org',
  name: 'khasan.png',
  contentType: 'image/png',
  bytes: Buffer.from('not really a picture'),
};
const date = new Date('2024-06-22T06:00:00Z');

async function composedByNodemailer(who: Reader, images: readonly (typeof image)[]): Promise<Buffer> {
  const values: MergeValues = {
    subscriber: { ...who.attributes, name: who.name ?? '', email: who.email },
    unsubscribeUrl: `https://dispatch.example.org/unsubscribe/${who.unsubscribeToken}`,
    preferencesUrl: `https://dispatch.example.org/preferences/${who.preferencesToken}`,
  };
  const filled = (text: string, context: 'html' | 'text' | 'header') =>
    fill(parseMergeTemplate(text), values, context);
  return new MailComposer({
    from: { name: 'The desk', address: 'desk@example.org' },
    to: { name: who.name ?? '', address: who.email },
    subject: filled(content.subject, 'header'),
    text: filled(`${content.text}\n`, 'text'),
    html: filled(`${content.html}\n`, 'html'),
    date,
    messageId: `<${who.messageId}>`,
    textEncoding: 'quoted-printable',
    attachments: images.map(({ bytes, name, ...rest }) => ({
      ...rest,
      filename: name,
      content: bytes,
      contentDisposition: 'inline',
    })),
  })
    .compile()
    .build();
}

/** What a reader of the message can know, without how it was written. */
function essence(email: Email): unknown {
  const { from, to, cc, bcc, subject, messageId, date: sent, text, html, attachments } = email;
  return {
    from,
    to,
    cc,
    bcc,
    subject,
    messageId,
    sent,
    text: text?.trimEnd(),
    html: html?.trimEnd(),
    attachments: attachments.map((one) => ({
      ...one,
      content: Buffer.from(one.content as ArrayBuffer).toString('base64'),
    })),
  };
}

async function compare(who: Reader, images: readonly (typeof image)[] = []): Promise<void> {
  const ours = composeMessage(prepareMessages({ ...content, images }, sender), who, date);
  const theirs = await composedByNodemailer(who, images);
  assert.equal(
    essence(await PostalMime.parse(Buffer.concat(ours.chunks))),
    essence(await PostalMime.parse(theirs)),
  );
}

test('both composers’ messages say the same', () => compare(reader()));

test('both composers’ messages say the same with a carried image', () => compare(reader(), [image]));

test('both say the same to readers in any script, with hostile names and places', async () => {
  for (const name of [
    '김철수',
    'Владимир',
    'عبد الرحمن',
    '李 明',
    'O\'Brien "Bob" <b>',
    'a,b;c:d@e',
    '👩‍👩‍👧',
    '100%',
    '=20=3D',
    null,
  ]) {
    await compare(reader({ name, attributes: name === null ? {} : { city: name } }));
    await compare(reader({ email: 'ada@xn--bcher-kva.example.org', name }));
  }
});

const text: Arbitrary<string> = oneof(
  string({ unit: 'grapheme', maxLength: 60 }),
  string({ unit: 'binary', maxLength: 60 }),
  string({
    unit: constantFrom(
      '<',
      '>',
      '&',
      '"',
      "'",
      '=',
      '.',
      '{{',
      '}}',
      '?=',
      '=?',
      ' ',
      '%',
      ',',
      ';',
      '\\',
      'é',
      '조',
      '@',
    ),
    maxLength: 40,
  }),
);

test('whatever the edge lets in comes out again: one recipient, one subject, the same words', async () => {
  const made: Promise<void>[] = [];
  const outcome = check(
    property(record({ name: text, city: text }), (given) => {
      const name = parseName(given.name);
      const city = given.city.trim();
      if ('refused' in name || 'refused' in readAttribute({ name: 'city', type: 'text' }, city)) return;
      const message = composeMessage(
        prepareMessages(content, sender),
        reader({ name: name.name, attributes: { city } }),
        date,
      );
      const bytes = Buffer.concat(message.chunks);
      const plain = bytes.toString('latin1');
      if (/[^\r]\n|\r[^\n]|\0/.test(plain) || /^\./m.test(plain)) throw new Error('not clean');
      const longest = Math.max(...plain.split('\r\n').map((line) => line.length));
      if (longest > 250) throw new Error(`a line of ${longest}`);
      made.push(
        PostalMime.parse(bytes).then((email) => {
          assert.is(email.to?.length, 1);
          assert.is(email.to?.[0]?.address, 'ada@example.org');
          assert.is(email.cc, undefined);
          assert.is(email.headers.filter(({ key }) => key === 'subject').length, 1);
          assert.is(email.headers.length, 11);
          assert.not.match(`${email.text}`, /\{\{(subscriber|#if|else)/);
        }),
      );
    }),
    { numRuns: 500, seed: 4711 },
  );
  assert.is(outcome.failed, false, JSON.stringify(outcome.counterexample));
  await Promise.all(made);
  assert.ok(made.length > 200, `${made.length} were let in`);
});

test('quoted-printable pieces, joined in any order, decode to the joined texts', () => {
  const decode = (encoded: string): string =>
    Buffer.from(
      encoded
        .replace(/=\r\n/g, '')
        .replace(/=([0-9A-F]{2})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16))),
      'latin1',
    ).toString('utf8');
  const outcome = check(
    property(text, text, text, (one, two, three) => {
      const pieces = [one, `${two}\n.\n${three} \n\t`, three];
      const joined = pieces.map(encodeQuotedPrintable).join('');
      if (
        joined.split('\r\n').some((line) => line.length > 76 || line.startsWith('.') || /[ \t]$/.test(line))
      ) {
        throw new Error('a bad line');
      }
      const expected = pieces.map((piece) => piece.toWellFormed().replace(/\r\n?/g, '\n')).join('');
      return decode(joined).replaceAll('\r\n', '\n') === expected;
    }),
    { numRuns: 2000, seed: 4711 },
  );
  assert.is(outcome.failed, false, JSON.stringify(outcome.counterexample));
});

const edges: readonly [what: string, address: string, taken: boolean][] = [
  ['an address in Korean', '김@예시.example.org', true],
  ['an address with a header in it', 'a@example.org\r\nX: y', false],
];
for (const [what, address, taken] of edges) {
  test(`${what} is ${taken ? 'taken' : 'refused'} at the edge`, () =>
    assert.is('email' in parseAddress(address), taken));
}

test.run();
