import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { composeLetter } from '../../src/site/letter-message.ts';
import { textsFor } from '../../src/site/texts/texts.ts';
import { publication } from '../render/issue-value.ts';

const letter = (bounceAddress: string | null) =>
  composeLetter({
    publication: publication({ bounceAddress }),
    email: 'ada@bücher.example.org',
    language: 'en',
    texts: textsFor('en').mails.confirm('The Tumen Dispatch', 'The weekly'),
    link: 'https://dispatch.example.org/confirm/token',
    date: new Date('2024-06-22T06:00:00Z'),
  });

test('the service’s own letters come back to the bounce address, else to From’s', () => {
  assert.equal(letter('bounces@mail.example.org').envelope, {
    from: 'bounces@mail.example.org',
    to: 'ada@xn--bcher-kva.example.org',
    smtpUtf8: false,
  });
  assert.is(letter(null).envelope.from, 'desk@example.org');
  const [headers] = letter('bounces@mail.example.org').chunks;
  assert.match(headers?.toString() ?? '', /^From: .*<desk@example\.org>\r\n/);
  assert.not.match(headers?.toString() ?? '', 'bounces@');
});

test.run();
