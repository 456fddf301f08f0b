import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { encodeQuotedPrintable } from '../../src/delivery/quoted-printable.ts';

/** RFC 2045 6.7, the other way round. */
function decode(encoded: string): string {
  const octets = encoded
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(octets, 'latin1').toString('utf8');
}

const link = `https://dispatch.example.org/unsubscribe/v1.abc123.${'d2Vla2x5fDF4'.repeat(9)}.mac`;

for (const [name, text] of [
  ['a word', 'Ada'],
  ['a link longer than a line', link],
  ['nothing but dots', '.'.repeat(400)],
  [
    'a dot at the end of the first line, and one at the beginning of the second',
    `${'x'.repeat(75)}.${'y'.repeat(80)}.`,
  ],
  ['exactly one line', 'x'.repeat(75)],
  ['one character more than a line', 'x'.repeat(76)],
  ['a link with an equals sign', `${link}?a=b`],
  ['words', 'Dear reader, '.repeat(20)],
  ['Korean', '조선민주주의인민공화국 '.repeat(10)],
  ['Arabic and line breaks', 'مرحبا\nبكم\r\n. \t\n'],
] as const) {
  test(`${name}: decoded it is the same, and it may stand anywhere`, () => {
    const encoded = encodeQuotedPrintable(text);
    assert.is(decode(encoded), text.replace(/\r\n/g, '\r\n').replace(/(?<!\r)\n/g, '\r\n'));
    assert.ok(encoded.endsWith('\r\n'));
    for (const line of encoded.split('\r\n')) {
      assert.ok(line.length <= 76, line);
      assert.not.ok(line.startsWith('.'), line);
      assert.match(line, /^[\t -~]*$/);
    }
  });
}

test('nothing is nothing', () => {
  assert.is(encodeQuotedPrintable(''), '');
});

test.run();
