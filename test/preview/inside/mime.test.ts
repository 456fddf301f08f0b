import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parseMime } from '../../../src/preview/inside/mime.ts';

const raw = [
  'Subject: A',
  ' folded one',
  'Content-Type: multipart/alternative;',
  ' boundary="=_a"',
  '',
  'preamble',
  '--=_a',
  'Content-Type: text/plain; charset=utf-8',
  'Content-Transfer-Encoding: Quoted-Printable',
  '',
  'Hello',
  '--=_a',
  'Content-Type: multipart/related; boundary="=_r"',
  '',
  '--=_r',
  'Content-Type: text/html',
  '',
  '<p>--=_r is no boundary here</p>',
  '--=_r',
  'Content-Type: image/png',
  'Content-Disposition: inline; filename="a.png"',
  '',
  'AAAA',
  '--=_r--',
  '',
  '--=_a--',
  '',
].join('\r\n');

test('headers are unfolded and keep their order', () => {
  const { headers, type } = parseMime(Buffer.from(raw));
  assert.equal(headers, [
    { name: 'Subject', value: 'A folded one' },
    { name: 'Content-Type', value: 'multipart/alternative; boundary="=_a"' },
  ]);
  assert.is(type, 'multipart/alternative');
});

test('the tree of parts is followed, with the size and encoding of each', () => {
  const outline = (part: ReturnType<typeof parseMime>): unknown => [
    part.type,
    part.encoding,
    part.parts.length > 0 ? part.parts.map(outline) : part.bytes,
  ];
  assert.equal(outline(parseMime(Buffer.from(raw))), [
    'multipart/alternative',
    '7bit',
    [
      ['text/plain', 'quoted-printable', 5],
      [
        'multipart/related',
        '7bit',
        [
          ['text/html', '7bit', 32],
          ['image/png', '7bit', 4],
        ],
      ],
    ],
  ]);
});

test('a message without a body or a type is plain text', () => {
  assert.equal(parseMime(Buffer.from('Subject: x')), {
    headers: [{ name: 'Subject', value: 'x' }],
    type: 'text/plain',
    encoding: '7bit',
    bytes: 0,
    parts: [],
  });
});

test.run();
