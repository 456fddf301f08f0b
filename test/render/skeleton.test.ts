/** The accessible skeleton that every issue stands on, in both layouts and both directions. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Issue } from '../../src/publication/types.ts';
import { fill, parseMergeTemplate } from '../../src/render/personalise.ts';
import { render } from '../../src/render/render.ts';
import { issue, prose, publication, source, story, templates } from './issue-value.ts';

const values = {
  subscriber: { name: 'Ada' },
  unsubscribeUrl: 'https://dispatch.example.org/unsubscribe/token',
  preferencesUrl: 'https://dispatch.example.org/preferences/token',
};
const image = {
  src: 'bridge.png',
  name: 'bridge-12345678.png',
  contentType: 'image/png' as const,
  width: 1152,
  height: 576,
  bytes: new Uint8Array([1]),
};
const earlier = story({ id: '2024-06-11-rumour', title: 'A rumour of a treaty', date: '2024-06-11' });
const full = (changes: Partial<Issue> = {}) =>
  issue({
    lead: story({ image: { src: 'bridge.png', alt: 'An iron bridge', credit: 'Drawing: the desk' } }),
    sections: [
      {
        title: 'Around the river',
        stories: [story({ id: '2024-06-20-b', title: 'A second story', status: 'disputed' })],
      },
    ],
    corrections: [{ issue: 1, text: 'The bridge has two tracks.' }],
    threads: [{ story: story(), earlier: [{ story: earlier, issue: 1 }] }],
    sources: [
      source(),
      source({
        id: 'kremlin',
        title: 'A statement',
        url: null,
        publisher: null,
        published: null,
        retrieved: null,
        reliability: 'F',
        credibility: 6,
      }),
    ],
    ...changes,
  });
const htmlOf = async (changes: Partial<Issue> = {}) => {
  const { html } = await render({
    issue: full(changes),
    templates,
    images: new Map([['bridge.png', image]]),
  });
  return fill(parseMergeTemplate(html), values, 'html');
};

for (const layout of ['digest', 'alert']) {
  test(`${layout}: language and direction stand on html and on the wrapper, which is an article with the subject's name`, async () => {
    const html = await htmlOf({ layout });
    assert.match(html, '<html lang="en" dir="ltr">');
    assert.match(
      html,
      '<div aria-label="A treaty, unread" aria-roledescription="email" class="paper" role="article" lang="en" dir="ltr"',
    );
    assert.match(html, '<meta charset="utf-8"><title>A treaty, unread</title>');
    for (const name of ['viewport', 'color-scheme', 'supported-color-schemes'])
      assert.match(html, `<meta name="${name}"`);
  });

  test(`${layout}: one h1, an h2 for each story and each department, no level skipped`, async () => {
    const html = await htmlOf({ layout });
    const headings = [...html.matchAll(/<(h[1-6])[^>]*>([^<]*)</g)].map(
      ([, level, text]) => `${level} ${text}`,
    );
    const contents = layout === 'digest' ? ['h2 In this issue'] : [];
    assert.equal(headings, [
      'h1 A treaty, unread',
      ...contents,
      'h2 A treaty is signed',
      'h2 A second story',
      'h2 Corrections',
      'h2 The story so far',
      'h2 How we label a story',
      'h2 Sources',
      'h2 About this letter',
    ]);
  });

  test(`${layout}: tables are for layout, images have text and size, and no address is empty`, async () => {
    const html = (await htmlOf({ layout })).replace(/<!--[\s\S]*?-->/g, '');
    for (const [table] of html.matchAll(/<table[^>]*>/g)) assert.match(table, 'role="presentation"');
    for (const [img] of html.matchAll(/<img[^>]*>/g)) {
      assert.match(img, 'alt="An iron bridge"');
      assert.match(img, 'width="576" height="288"');
      assert.match(img, 'src="https://dispatch.example.org/images/bridge-12345678.png"');
    }
    assert.ok(html.includes('<img'));
    for (const [, href = ''] of html.matchAll(/\shref="([^"]*)"/g))
      assert.match(href, /^(https:|mailto:|#[a-z])/);
    assert.not.match(html, 'text-decoration:none');
    assert.not.match(html, /<(svg|script|form|video|object)\b/);
  });

  test(`${layout}: every anchor that is linked to is there, once`, async () => {
    const html = await htmlOf({ layout });
    const ids = [...html.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id);
    assert.is(new Set(ids).size, ids.length);
    for (const [, anchor = ''] of html.matchAll(/\shref="#([^"]*)"/g))
      assert.ok(ids.includes(anchor), anchor);
  });

  test(`${layout}: the footer says who, why, where, and how to leave`, async () => {
    const html = await htmlOf({ layout });
    const footer = html.slice(html.indexOf('About this letter'));
    assert.match(footer, 'We read so that you need not.');
    assert.match(footer, 'You receive this because you subscribed to “The weekly”.');
    assert.match(footer, 'The Tumen Dispatch<br>1 Quay Street');
    assert.match(
      footer,
      /<a href="https:\/\/dispatch\.example\.org\/unsubscribe\/token"[^>]*>Unsubscribe<\/a>/,
    );
    assert.match(
      footer,
      /<a href="https:\/\/dispatch\.example\.org\/preferences\/token"[^>]*>Change what you receive<\/a>/,
    );
    assert.match(
      footer,
      /<a href="https:\/\/dispatch\.example\.org\/issues\/002-pyongyang\/"[^>]*>View in browser<\/a>/,
    );
  });

  test(`${layout}: three separate styles, no more than 16 KB, none with a rule inside a rule inside a rule`, async () => {
    const styles = [
      ...(await htmlOf({ layout })).replace(/<!--[\s\S]*?-->/g, '').matchAll(/<style>([\s\S]*?)<\/style>/g),
    ].map(([, css]) => css ?? '');
    assert.is(styles.length, 3);
    assert.ok(styles.join('').length < 16_000);
    for (const css of styles) assert.not.match(css, /@[^{]*\{[^{}]*@|\/\*|url\(|var\(/);
    assert.match(styles[1] ?? '', /^@media \(prefers-color-scheme:dark\)\{/);
    assert.match(styles[2] ?? '', '[data-ogsc]');
    assert.match(styles[2] ?? '', '[data-ogsb]');
  });
}

test('the hidden preheader comes first', async () => {
  const html = await htmlOf();
  assert.match(html, /<body[^>]*><div style="display:none;[^"]*">Two signatures, and a text that nobody/);
});

test('no text is smaller than 16 pixels', async () => {
  const html = (await htmlOf()).replace(/<!--[\s\S]*?-->/g, '');
  // MJML closes the gaps between its cells with a size of nothing; the preheader is not seen.
  const sizes = [...html.matchAll(/(?:font-size:|font:(?:italic |\d+ )?)(\d+)px/g)].map(([, size]) =>
    Number(size),
  );
  assert.equal([...new Set(sizes)].filter((size) => size < 16).sort(), [0, 1]);
});

test('an issue in Arabic is mirrored throughout', async () => {
  const html = await htmlOf({
    publication: publication({ language: 'ar', title: 'رسالة تومن', tagline: 'أسبوعية' }),
    letter: prose('issues/002-pyongyang.md', 'قالت صحيفة The Institute ذلك.'),
  });
  assert.match(html, '<html lang="ar" dir="rtl">');
  assert.match(html, 'role="article" lang="ar" dir="rtl"');
  assert.match(html, '<p dir="rtl">قالت صحيفة <span dir="ltr">The Institute</span> ذلك.</p>');
  assert.match(html, 'border-right:3px solid');
  const body = html.slice(html.indexOf('<body'));
  assert.not.match(body, /border-left:|padding-left:/);
  // MJML writes this on its columns, whose cells say otherwise; and the link to the browser stands at the far side.
  const left = body.replaceAll('text-align:left;direction:rtl', '').split('text-align:left');
  assert.is(left.length, 2);
  assert.match(left[1] ?? '', /^[^<]*<a href="[^"]*"[^>]*>عرض في المتصفح/);
  assert.match(html, 'في هذا العدد');
  assert.match(html, 'text-align:right');
  assert.not.match(html.replace(/<!--[\s\S]*?-->/g, ''), /letter-spacing:-/);
});

test('a language without words of its own keeps its name, its direction and its dates', async () => {
  const french = await htmlOf({ publication: publication({ language: 'fr' }) });
  assert.match(french, '<html lang="fr" dir="ltr">');
  assert.match(french, 'samedi 22 juin 2024');
  const pashto = await htmlOf({ publication: publication({ language: 'ps' }) });
  assert.match(pashto, '<html lang="ps" dir="rtl">');
});

test('images are carried in the message where the publication wants that', async () => {
  const value = full({ publication: publication({ images: 'embedded' }) });
  const { html, images } = await render({
    issue: value,
    templates,
    images: new Map([['bridge.png', image]]),
  });
  assert.match(html, 'src="cid:bridge-12345678.png@dispatch.example.org"');
  assert.equal(images, [{ ...image, cid: 'bridge-12345678.png@dispatch.example.org' }]);
});

test('what is not known of a source is said, and its grade is spelled out', async () => {
  const html = await htmlOf();
  assert.match(html, 'Publisher unknown, undated.');
  assert.match(html, />F6<\/b> &nbsp;reliability cannot be judged, truth cannot be judged/);
  assert.match(html, />B2<\/b> &nbsp;usually reliable, probably true/);
  assert.match(html, 'The Institute, June 2024, retrieved 20 June 2024.');
});

test('only the labels in use are explained, each once', async () => {
  const html = await htmlOf();
  assert.is(html.split('<strong>Reported:</strong>').length, 2);
  assert.is(html.split('<strong>Disputed:</strong>').length, 2);
  assert.not.match(html, '<strong>Alleged:</strong>');
});

test.run();
