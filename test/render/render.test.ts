import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ProblemsError } from '../../src/publication/problem.ts';
import { render } from '../../src/render/render.ts';
import { issue, prose, story, templates } from './issue-value.ts';

const images = new Map();

async function problemsOf(changes: Parameters<typeof issue>[0], set = templates): Promise<string[]> {
  try {
    await render({ issue: issue(changes), templates: set, images });
  } catch (error) {
    if (error instanceof ProblemsError) return error.message.split('\n');
    throw error;
  }
  return [];
}

test('an issue becomes HTML and text that hold its words, and merge fields for its reader', async () => {
  const { subject, html, text } = await render({ issue: issue(), templates, images });
  assert.is(subject, 'A treaty, unread');
  assert.match(html, /^<!doctype html><html lang="en" dir="ltr"/);
  assert.match(html, 'Dear {{subscriber.name "reader"}},');
  assert.match(html, 'href="{{unsubscribeUrl}}"');
  assert.match(text, 'Dear {{subscriber.name "reader"}},\n\nit was a short week.');
  assert.match(text, 'Two men signed a paper. [1]');
  assert.not.match(html, 'data-src');
  assert.not.match(html, 'mergetag');
  assert.not.match(html, '<mj-');
  assert.not.match(text, /<\w/);
});

test('a merge field in the subject stands in the header, the title and the name of the wrapper', async () => {
  const { subject, html } = await render({
    issue: issue({ subject: '{{subscriber.name "You"}}, a treaty' }),
    templates,
    images,
  });
  assert.is(subject, '{{subscriber.name "You"}}, a treaty');
  assert.match(html, '<title>{{subscriber.name "You"}}, a treaty</title>');
  assert.match(html, 'aria-label="{{subscriber.name "You"}}, a treaty"');
});

test('the same issue gives the same bytes', async () => {
  const once = await render({ issue: issue(), templates, images });
  const again = await render({ issue: issue(), templates, images });
  assert.equal(again, once);
});

test('a layout’s tag, an unknown field and an unknown source in a text are told together, with their lines', async () => {
  const body = prose('content/stories/a.md', 'One </mj-text> two.\n\n{{nobody}} and [^nowhere].', 9);
  const told = await problemsOf({ lead: story({ body }) });
  assert.is(told.length, 3);
  assert.match(told[0] ?? '', 'content/stories/a.md:9:5: "</mj-text" is a tag of the layout');
  assert.match(told[1] ?? '', 'content/stories/a.md:11:1: There is no merge field "nobody".');
  assert.match(told[2] ?? '', 'content/stories/a.md:11:16: The citation "[^nowhere]" names a source');
});

test('a typing error in a template, also inside a condition, names the template and its line', async () => {
  const broken = templates.map((template) =>
    template.path === 'partials/letter.mjml.hbs'
      ? { ...template, text: `${template.text}\n{{#if lettre}}x{{/if}}\n{{titel}}` }
      : template,
  );
  const line = broken.find(({ path }) => path === 'partials/letter.mjml.hbs')?.text.split('\n').length ?? 0;
  assert.equal(await problemsOf({}, broken), [
    `templates/partials/letter.mjml.hbs:${line - 1}:7: Nothing here is called "lettre". Correct the name, or look it up in the view.`,
    `templates/partials/letter.mjml.hbs:${line}:3: Nothing here is called "titel". Correct the name, or look it up in the view.`,
  ]);
});

test('what MJML refuses is told in the line of the template', async () => {
  const broken = templates.map((template) =>
    template.path === 'partials/lead.mjml.hbs'
      ? {
          ...template,
          text: template.text.replace('<mj-column>', '<mj-column>\n<mj-text colour="red">x</mj-text>'),
        }
      : template,
  );
  const told = await problemsOf({}, broken);
  assert.is(told.length, 1);
  assert.match(
    told[0] ?? '',
    'templates/partials/lead.mjml.hbs:3: MJML refuses <mj-text>: Attribute colour is illegal.',
  );
});

test.run();
