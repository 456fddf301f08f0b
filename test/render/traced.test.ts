import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { render } from '../../src/render/render.ts';
import { issue, prose, story, templates } from './issue-value.ts';

const body = prose('content/stories/a.md', 'One.\n\n- two\n- three\n\n> four\n\n| a |\n|---|\n| b |', 9);
const rendered = () => render({ issue: issue({ lead: story({ body }) }), templates, images: new Map() });

test('the traced HTML is the HTML with the places of its blocks, and nothing else', async () => {
  const { html, traced } = await rendered();
  assert.is(traced.replace(/ data-src="[^"]*"/g, ''), html);
  assert.not.match(html, 'data-src');
});

test('every block of the body can be traced to a line of its Markdown or of its template', async () => {
  const { traced } = await rendered();
  const visible = traced.slice(traced.indexOf('role="article"')).replace(/<!--[\s\S]*?-->/g, '');
  const blocks = [...visible.matchAll(/<(?:p|h[1-6]|ul|ol|li|blockquote|img|pre)\b[^>]*>/g)].map(
    ([tag]) => tag,
  );
  assert.ok(blocks.length > 20);
  for (const block of blocks) assert.match(block, / data-src="(content|issues|templates)\/[^":]+:\d+"/);
});

test('a block names the line on which it stands', async () => {
  const { traced } = await rendered();
  assert.match(traced, '<p data-src="content/stories/a.md:9">One.</p>');
  assert.match(traced, /<li data-src="content\/stories\/a\.md:12"[^>]*>three<\/li>/);
  assert.match(traced, /<blockquote data-src="content\/stories\/a\.md:14"/);
  assert.match(traced, /<h1 data-src="issues\/002-pyongyang\.md:4"/);
  const footer = templates.find(({ path }) => path === 'partials/footer.mjml.hbs')?.text.split('\n') ?? [];
  const line = footer.findIndex((text) => text.includes('words.about')) + 1;
  assert.match(traced, `<h2 data-src="templates/partials/footer.mjml.hbs:${line}"`);
});

test.run();
