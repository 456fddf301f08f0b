/** Each way in which a template or MJML can lose content is tried, and has to be told with the place of what was lost. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ProblemsError } from '../../src/publication/problem.ts';
import type { Template } from '../../src/publication/types.ts';
import { missingFromHtml } from '../../src/render/inventory.ts';
import { fill, parseMergeTemplate } from '../../src/render/personalise.ts';
import { render } from '../../src/render/render.ts';
import { issue, prose, story, templates } from './issue-value.ts';

const image = {
  src: 'bridge.png',
  name: 'bridge-12345678.png',
  contentType: 'image/png' as const,
  width: 1152,
  height: 576,
  bytes: new Uint8Array(),
};
const images = new Map([['bridge.png', image]]);
const lead = story({ image: { src: 'bridge.png', alt: 'An iron bridge', credit: 'Photograph: nobody' } });

function changed(path: string, from: string | RegExp, to: string): Template[] {
  const set = templates.map((template) =>
    template.path === path ? { ...template, text: template.text.replace(from, to) } : template,
  );
  assert.not.equal(set, templates, `nothing was changed in ${path}`);
  return set;
}

async function told(set: readonly Template[], changes: Parameters<typeof issue>[0] = {}): Promise<string[]> {
  try {
    await render({ issue: issue({ lead, ...changes }), templates: set, images });
    return [];
  } catch (error) {
    if (!(error instanceof ProblemsError)) throw error;
    return error.problems.map(({ file, line, what }) => `${file}:${line} ${what}`);
  }
}

test('nothing is missed where nothing is lost', async () => {
  assert.equal(await told(templates), []);
});

test('a template that leaves out a text', async () => {
  assert.equal(await told(changed('partials/letter.mjml.hbs', '{{letter}}', '')), [
    'issues/002-pyongyang.md:20 These words are missing from the HTML: “Dear”.',
    'issues/002-pyongyang.md:22 These words are missing from the HTML: “it was a short week.”.',
  ]);
  assert.equal(await told(changed('partials/story.txt.hbs', '{{body.text}}', '')), [
    'content/stories/2024-06-19-signed.md:10 These words are missing from the plain text: “Two men signed a paper.”.',
    'content/stories/2024-06-19-signed.md:12 These words are missing from the plain text: “Nobody has printed it.”.',
  ]);
});

test('a text between two sections, which MJML drops without a word', async () => {
  assert.equal(
    await told(changed('digest/issue.mjml.hbs', '{{> lead lead}}', '{{lead.body}} {{> lead lead}}')),
    [
      'content/stories/2024-06-19-signed.md:10 A <p> stands where MJML wants its own tags.',
      'content/stories/2024-06-19-signed.md:10 A <sup> stands where MJML wants its own tags.',
      'content/stories/2024-06-19-signed.md:10 A <a> stands where MJML wants its own tags.',
      'content/stories/2024-06-19-signed.md:12 A <p> stands where MJML wants its own tags.',
    ],
  );
});

test('a merge field where MJML drops it', async () => {
  const lost = await told(
    changed('digest/issue.mjml.hbs', '{{> lead lead}}', '{{subscriber.name}} {{> lead lead}}'),
  );
  assert.is(lost.length, 1);
  assert.match(
    lost[0] ?? '',
    /^templates\/digest\/issue\.mjml\.hbs:\d+ This merge field stood once in the layout and 0 times in the HTML\.$/,
  );
});

test('a second body, and a text that is never closed', async () => {
  const second = await told(
    changed('digest/issue.mjml.hbs', '</mjml>', '<mj-body>{{> lead lead}}</mj-body></mjml>'),
  );
  assert.ok(
    second.some((line) =>
      line.startsWith('content/stories/2024-06-19-signed.md:10 What begins here stood 2 times'),
    ),
  );
  assert.not.equal(await told(changed('partials/letter.mjml.hbs', '</mj-text>', '')), []);
});

test('braces that a template escapes from Handlebars would be a merge field to the next who reads them', async () => {
  const lost = await told(
    changed('partials/letter.mjml.hbs', '{{letter}}', '{{letter}} \\{{subscriber.age}}'),
  );
  assert.is(lost.length, 1);
  assert.match(lost[0] ?? '', /^issues\/002-pyongyang\.md:22 "\{\{" came through into the HTML/);
});

test('a link, an image and its text', async () => {
  assert.equal(await told(changed('partials/sources.mjml.hbs', 'href="{{url}}"', 'href="#"')), [
    'content/sources/carnegie.md:1 This link is missing from the HTML: “https://institute.example.org/paper”.',
  ]);
  assert.equal(await told(changed('partials/picture.mjml.hbs', 'alt="{{image.alt}}"', 'alt=""')), [
    'content/stories/2024-06-19-signed.md:1 This image is missing from the HTML: “An iron bridge”.',
  ]);
  const body = prose('a.md', 'Read [this](https://example.org/?a=1&b=2).');
  assert.equal(
    await told(changed('partials/notes.txt.hbs', /\[\{\{number\}\}\] \{\{url\}\}/, ''), {
      lead: story({ body }),
    }),
    ['a.md:10 This link is missing from the plain text: “https://example.org/?a=1&b=2”.'],
  );
});

test('a paragraph that appears twice is missed when one of the two is lost', async () => {
  const body = prose('a.md', 'The same words.\n\nOther words.\n\nThe same words.');
  const { inventory } = await render({ issue: issue({ lead: story({ body }) }), templates, images });
  const page = (text: string) =>
    missingFromHtml(
      inventory.filter(({ place }) => place.file === 'a.md'),
      text,
    );
  assert.equal(page('<p>The same words.</p><p>Other words.</p><p>The same words.</p>'), []);
  assert.equal(
    page('<p>The same words.</p><p>Other words.</p>').map(({ place }) => place.line),
    [14],
  );
});

test('a page made of an issue can be asked the same, its merge fields filled', async () => {
  const { html, inventory } = await render({ issue: issue({ lead }), templates, images });
  const values = {
    subscriber: {},
    unsubscribeUrl: 'https://example.org/u',
    preferencesUrl: 'https://example.org/p',
  };
  const page = fill(parseMergeTemplate(html), values, 'html');
  const everybodys = inventory.filter(({ conditional }) => !conditional);
  assert.equal(missingFromHtml(everybodys, page), []);
  assert.equal(
    missingFromHtml(everybodys, page.replace('Nobody has printed it.', '')).map(({ text }) => text),
    ['Nobody has printed it.'],
  );
});

test('braces in front matter are no merge fields and are refused, not printed', async () => {
  assert.equal(await told(templates, { lead: story({ title: 'For {{subscriber.name}}' }) }), [
    'content/stories/2024-06-19-signed.md:2 "For {{subscriber.name}}" holds "{{", but merge fields are not filled here.',
  ]);
});

test.run();
