import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { envelopeAddress, needsSmtpUtf8, parseAddress, parseName } from '../../src/audience/address.ts';
import { readAttribute } from '../../src/audience/attribute.ts';

const taken: readonly [text: string, email: string, key: string, domain: string][] = [
  ['ada@example.org', 'ada@example.org', 'ada@example.org', 'example.org'],
  [
    '  Ada.Lovelace+news@Example.ORG ',
    'Ada.Lovelace+news@example.org',
    'ada.lovelace+news@example.org',
    'example.org',
  ],
  [
    'ada@bücher.example.org',
    'ada@bücher.example.org',
    'ada@xn--bcher-kva.example.org',
    'xn--bcher-kva.example.org',
  ],
  [
    'ada@XN--BCHER-KVA.example.org',
    'ada@xn--bcher-kva.example.org',
    'ada@xn--bcher-kva.example.org',
    'xn--bcher-kva.example.org',
  ],
  ['김철수@example.org', '김철수@example.org', '김철수@example.org', 'example.org'],
  ["o'brien/x=y?@example.org", "o'brien/x=y?@example.org", "o'brien/x=y?@example.org", 'example.org'],
];

for (const [text, email, key, domain] of taken) {
  test(`“${text}” is taken as ${email}`, () => assert.equal(parseAddress(text), { email, key, domain }));
}

test('two spellings of one mailbox have one key', () => {
  const keys = ['Jürgen@Bücher.example.org', 'ju\u0308rgen@xn--bcher-kva.EXAMPLE.org'].map((text) => {
    const address = parseAddress(text);
    return 'key' in address ? address.key : address.refused;
  });
  assert.is(keys[0], keys[1]);
});

const refused: readonly [text: string, reason: RegExp][] = [
  ['', /empty/],
  ['ada', /needs a name, an @ and a domain/],
  ['@example.org', /needs a name/],
  ['ada@', /no valid domain/],
  ['ada@localhost', /no valid domain/],
  ['ada@-bad.example', /no valid domain/],
  ['ada@127.0.0.1', /no valid domain/],
  ['ada@[127.0.0.1]', /no valid domain/],
  ['ada@example.org\r\nBcc: eve@example.org', /line break or a control character/],
  ['ada\n@example.org', /line break/],
  ['ada\u0000@example.org', /line break/],
  ['ada\u0085@example.org', /line break/],
  ['ada\u2028@example.org', /line break/],
  ['ada eve@example.org', /space or an invisible/],
  ['ada\u200b@example.org', /space or an invisible/],
  ['ada\ud800@example.org', /space or an invisible/],
  ['ada,eve@example.org', /before the @/],
  ['<ada@example.org>', /before the @|domain/],
  ['"ada eve"@example.org', /space|before the @/],
  ['.ada@example.org', /before the @/],
  ['ada..eve@example.org', /before the @/],
  [`${'a'.repeat(65)}@example.org`, /more than 64 octets/],
  [`${'a'.repeat(60)}@${`${'b'.repeat(60)}.`.repeat(4)}org`, /longer than 254|no valid domain/],
  ['ada@example.org@evil.example', /before the @/],
];

for (const [text, reason] of refused) {
  test(`${JSON.stringify(text).slice(0, 60)} is refused with the reason`, () => {
    const address = parseAddress(text);
    assert.ok('refused' in address, JSON.stringify(address));
    assert.match(address.refused, reason);
    assert.not.match(address.refused, /[\r\n]/, 'a reason never repeats a line break');
  });
}

test('a name is trimmed, empty is none, and a line break is refused', () => {
  assert.equal(parseName('  Ada  '), { name: 'Ada' });
  assert.equal(parseName('  '), { name: null });
  assert.equal(parseName(undefined), { name: null });
  assert.equal(parseName('👩‍👩‍👧 Kim'), { name: '👩‍👩‍👧 Kim' });
  assert.ok('refused' in parseName('Ada\r\nBcc: eve@example.org'));
  assert.ok('refused' in parseName('A\u2029da'));
  assert.ok('refused' in parseName('\ud83d'));
  assert.ok('refused' in parseName('x'.repeat(201)));
});

test('an attribute with a control character is refused by its name', () => {
  assert.equal(readAttribute({ name: 'city', type: 'text' }, 'Seoul'), { value: 'Seoul' });
  const broken = readAttribute({ name: 'city', type: 'text' }, 'Se\noul');
  assert.match('refused' in broken ? broken.refused : '', /^The city holds a line break/);
});

test('an international domain alone needs no SMTPUTF8, an international local part does', () => {
  assert.is(needsSmtpUtf8('ada@bücher.example.org'), false);
  assert.is(needsSmtpUtf8('김@example.org'), true);
  assert.is(envelopeAddress('ada@bücher.example.org'), 'ada@xn--bcher-kva.example.org');
});

test.run();
