import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { openMergeLedger, plantTags } from '../../src/render/merge-fields.ts';
import { typesetHtml, typesetText } from '../../src/render/typeset.ts';

const ledger = openMergeLedger(new Set(['subscriber.name']), []);
const rtl = (html: string) => typesetHtml(html, 'rtl', ledger);

test('typewriter apostrophes between letters become real ones, and nothing else changes', () => {
  assert.is(
    typesetText("Kim's 'word' in the 1990's, at https://example.org/it's."),
    "Kim’s 'word' in the 1990’s, at https://example.org/it's.",
  );
  assert.is(
    typesetHtml('<p title="it\'s">It&#39;s <code>it\'s</code></p>', 'ltr', ledger),
    '<p title="it\'s">It’s <code>it\'s</code></p>',
  );
});

test('a word of 100 kB costs no more than any other', () => {
  const word = 'x'.repeat(100_000);
  assert.is(typesetText(word), word);
  assert.is(typesetText("it's".repeat(25_000)), 'it’s'.repeat(25_000));
});

test('a left-to-right issue gets no directions', () => {
  assert.is(typesetHtml('<p>Kim 김정은</p>', 'ltr', ledger), '<p>Kim 김정은</p>');
});

test('in a right-to-left issue every block says its direction, and Latin names are isolated', () => {
  assert.is(
    rtl('<td><p class="x">قال Kim Jong Un (USA Today).</p></td>'),
    '<td dir="rtl"><p dir="rtl" class="x">قال <span dir="ltr">Kim Jong Un</span> (<span dir="ltr">USA Today</span>).</p></td>',
  );
  assert.is(
    rtl('<h2>שלום &amp; R&amp;D</h2>'),
    '<h2 dir="rtl">שלום &amp; <span dir="ltr">R&amp;D</span></h2>',
  );
  assert.is(
    rtl('<p>كتب desk@example.org اليوم</p>'),
    '<p dir="rtl">كتب <span dir="ltr">desk@example.org</span> اليوم</p>',
  );
});

test('a block that is Latin throughout runs from left to right, and a long one stands at the left', () => {
  assert.is(
    rtl('<p>Undated, “unsigned”.</p>'),
    '<p dir="ltr"><span dir="ltr">Undated, “unsigned”</span>.</p>',
  );
  assert.match(rtl(`<p>${'word '.repeat(30)}</p>`), /^<p dir="ltr" style="text-align:left">/);
});

test('a name of unknown script finds its own direction', () => {
  const planted = plantTags(ledger, '<p>عزيزنا {{subscriber.name}}،</p>', { file: 'a', line: 1 }, []);
  assert.match(rtl(planted), /^<p dir="rtl">عزيزنا <span dir="auto">mergetag\d+z<\/span>،<\/p>$/);
});

test('head, styles and attributes are left alone', () => {
  assert.is(
    rtl('<head><title>عدد Kim</title></head><img alt="Kim قال">'),
    '<head><title>عدد Kim</title></head><img alt="Kim قال">',
  );
});

test.run();
