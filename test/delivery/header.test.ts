import { foldLines } from 'nodemailer/lib/mime-funcs';
import MimeNode from 'nodemailer/lib/mime-node';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { mailboxHeader, textHeader } from '../../src/delivery/header.ts';

const encoder = new MimeNode(false);
const oracle = (name: string, value: string | { readonly name: string; readonly address: string }) =>
  `${foldLines(`${name}: ${encoder.encodeHeaderValue(name, value)}`, 76)}\r\n`;

test('a subject is written as nodemailer writes it, whatever the short way that it takes', () => {
  for (const subject of [
    'The birthday message',
    'x'.repeat(40),
    'Two  spaces',
    ' a space in front',
    'a space behind ',
    'Say “quoted”',
    'Say "quoted"',
    '러시아와 조선',
    'Words of a line that is folded because it is longer than seventy-six characters',
    // Exactly as long as a line may be, one less, and one more.
    `${'word '.repeat(13)}ab`,
    `${'word '.repeat(13)}abc`,
    `${'word '.repeat(13)}abcd`,
  ]) {
    assert.is(textHeader('Subject', subject), oracle('Subject', subject), subject);
  }
});

test('a mailbox is written as nodemailer writes it, whatever the short way that it takes', () => {
  for (const name of [
    'Ada',
    'Ada Byron 2',
    'Ada  Byron',
    ' Ada',
    'Byron, Ada',
    'Ada "A" Byron',
    "d'Ada",
    'Кім',
    'a_b',
    'Ada '.repeat(14).trim(),
  ]) {
    for (const address of [
      'ada@example.org',
      'Ada.B+news@xn--bcher-kva.example.org',
      "o'b@example.org",
      '조@example.org',
    ]) {
      assert.is(
        mailboxHeader('To', { name, address }),
        oracle('To', { name, address }),
        `${name} ${address}`,
      );
    }
  }
});

test('what looks like an encoded word is encoded, and a control character refused', () => {
  assert.match(textHeader('Subject', 'plain =?utf-8?q?and_not?='), /^Subject: =\?UTF-8\?Q\?/);
  assert.throws(() => textHeader('Subject', 'two\nlines'), /holds a line break/);
  assert.throws(
    () => mailboxHeader('To', { name: 'A\r\nBcc: x@example.org', address: 'a@example.org' }),
    /line break/,
  );
});

test.run();
