/** Whatever the desk writes, an issue is whole or refused: generated Markdown, names, scripts and lengths. */
import * as fc from 'fast-check';
import { compile } from 'html-to-text';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ProblemsError } from '../../src/publication/problem.ts';
import type { Issue } from '../../src/publication/types.ts';
import { fill, parseMergeTemplate } from '../../src/render/personalise.ts';
import { type Rendered, render } from '../../src/render/render.ts';
import { issue, prose, publication, story, templates } from './issue-value.ts';

const values = {
  subscriber: { name: 'Ada "<b>" Łuk', email: 'ada@example.org', city: 'Łódź' },
  unsubscribeUrl: 'https://dispatch.example.org/unsubscribe/token',
  preferencesUrl: 'https://dispatch.example.org/preferences/token',
};
const fillHtml = ({ html }: Rendered) => fill(parseMergeTemplate(html), values, 'html');
const readText = compile({
  wordwrap: false,
  selectors: [
    { selector: 'a', options: { ignoreHref: true } },
    { selector: 'h3', options: { uppercase: false } },
    { selector: 'table', format: 'block' },
  ],
});

async function renderOrRefuse(value: Issue): Promise<Rendered | null> {
  try {
    return await render({ issue: value, templates, images: new Map() });
  } catch (error) {
    if (error instanceof ProblemsError) return null;
    throw error;
  }
}

/** No tag, handler or address that runs anything, and nothing of ours left over. */
function assertHarmless(html: string): void {
  const tags = [
    ...html.replace(/<!--[\s\S]*?-->/g, '').matchAll(/<([a-z][a-z0-9-]*)((?:"[^"]*"|[^"<>])*)>/gi),
  ];
  for (const [, name = '', attributes = ''] of tags) {
    assert.not.match(name, /^(script|iframe|object|embed|form|svg|mj-.*)$/i);
    const outsideValues = attributes.replace(/"[^"]*"/g, '""');
    assert.not.match(outsideValues, /\son[a-z]+=/i);
    assert.not.match(attributes, /\s(?:href|src)="\s*(?:javascript|vbscript|data):/i);
  }
  assert.not.match(html, 'data-src="content');
}

const hostile = fc.constantFrom(
  '</mj-text>',
  '<mj-raw>',
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '[x](javascript:alert(1))',
  '[x](JaVaScRiPt:alert(1))',
  '<!-- ',
  ' -->',
  ']]>',
  '<![CDATA[',
  '</div></td></table>',
  '{{',
  '}}',
  '{{{x}}}',
  '{{subscriber.name "a"}}',
  '{{#if subscriber.city}}',
  '{{else}}',
  '{{/if}}',
  '{{unsubscribeUrl}}',
  '`',
  '```\n',
  '~~~',
  '&amp;',
  '&lt;mj-text&gt;',
  '&#x202e;',
  '&',
  '"',
  "'",
  ' data-src="x:1"',
  'mergetag0z',
  '[^carnegie]',
  '[^nobody]',
  '[a]: https://a.example.org\n',
  '[a][a]',
  '| a | b |\n|---|---|\n| c | d |\n',
  '> ',
  '- ',
  '1. ',
  '# ',
  '### ',
  '\n\n',
  '\n',
  '***',
  '_',
  '\\',
  '![alt](x.png)',
  '<https://b.example.org/?a=1&b=2>',
  '\u0000',
  '\u202e',
  '\u200f',
  '\ud800',
  '😀',
  'é',
  '\t',
  '    ',
  'https://c.example.org',
  '---\n',
  '$&',
  '$1',
  '\u2028',
  '<style>*{}',
  '<title>',
);
const words = fc.lorem({ maxCount: 4 });
const hostileMarkdown = fc
  .array(fc.oneof({ weight: 2, arbitrary: hostile }, words, fc.string({ unit: 'binary', maxLength: 12 })), {
    maxLength: 14,
  })
  .map((parts) => parts.join(''));

test('hostile Markdown is rendered harmless or refused, and never fails otherwise', async () => {
  let rendered = 0;
  await fc.assert(
    fc.asyncProperty(hostileMarkdown, hostileMarkdown, async (body, letter) => {
      const done = await renderOrRefuse(
        issue({
          lead: story({ body: prose('content/stories/a.md', body) }),
          letter: prose('issues/1.md', letter),
        }),
      );
      if (done === null) return;
      rendered += 1;
      assertHarmless(fillHtml(done));
      assert.not.match(fill(parseMergeTemplate(done.text), values, 'text'), /data-src="content/);
    }),
    { numRuns: 150 },
  );
  assert.ok(rendered > 20, `only ${rendered} of 150 were rendered`);
});

/** Words that occur nowhere else, so that each can be looked for by itself. */
const script = {
  latin: 'abcdefghijkmnoprstuvw',
  arabic: 'ابتثجحخدذرزسشصضطظ',
  hebrew: 'אבגדהוזחטיכלמנסעפצקרשת',
};
type Built = {
  readonly markdown: string;
  readonly words: readonly string[];
  readonly urls: readonly string[];
};

function builtMarkdown(alphabet: string): fc.Arbitrary<Built> {
  const letters = fc
    .array(fc.constantFrom(...alphabet), { minLength: 5, maxLength: 9 })
    .map((all) => all.join(''));
  const long = fc
    .array(fc.constantFrom(...alphabet), { minLength: 90, maxLength: 300 })
    .map((all) => all.join(''));
  const word = fc.oneof({ weight: 30, arbitrary: letters }, { weight: 1, arbitrary: long });
  const url = letters.map((path) => `https://links.example.org/${encodeURIComponent(path)}?a=1&b=2`);
  const plain = fc.array(word, { minLength: 1, maxLength: 12 });
  const inline: fc.Arbitrary<Built> = fc.oneof(
    plain.map((words) => ({ markdown: words.join(' '), words, urls: [] })),
    plain.map((words) => ({ markdown: `**${words.join(' ')}**`, words, urls: [] })),
    plain.map((words) => ({ markdown: `_${words.join(' ')}_`, words, urls: [] })),
    word.map((one) => ({ markdown: `\`${one}\``, words: [one], urls: [] })),
    fc
      .tuple(plain, url)
      .map(([words, to]) => ({ markdown: `[${words.join(' ')}](${to})`, words, urls: [to] })),
  );
  const line = fc.array(inline, { minLength: 1, maxLength: 4 }).map((parts) => join(parts, ' '));
  const block = fc.oneof(
    line,
    line.map((one) => ({ ...one, markdown: `### ${one.markdown}` })),
    line.map((one) => ({ ...one, markdown: `> ${one.markdown}` })),
    fc.array(line, { minLength: 1, maxLength: 4 }).map((lines) =>
      join(
        lines.map((one) => ({ ...one, markdown: `- ${one.markdown}` })),
        '\n',
      ),
    ),
    fc.array(line, { minLength: 1, maxLength: 4 }).map((lines) =>
      join(
        lines.map((one) => ({ ...one, markdown: `1. ${one.markdown}` })),
        '\n',
      ),
    ),
    plain.map((words) => ({ markdown: `\`\`\`\n${words.join('\n')}\n\`\`\``, words, urls: [] })),
    fc.tuple(word, word, word, word).map((words) => ({
      markdown: `| ${words[0]} | ${words[1]} |\n|---|---|\n| ${words[2]} | ${words[3]} |`,
      words,
      urls: [],
    })),
  );
  return fc.array(block, { minLength: 1, maxLength: 6 }).map((blocks) => join(blocks, '\n\n'));
}

function join(parts: readonly Built[], separator: string): Built {
  return {
    markdown: parts.map(({ markdown }) => markdown).join(separator),
    words: parts.flatMap(({ words }) => words),
    urls: parts.flatMap(({ urls }) => urls),
  };
}

for (const [name, language, alphabet] of [
  ['Latin', 'en', script.latin],
  ['Arabic', 'ar', script.arabic],
  ['Hebrew', 'he', script.hebrew],
] as const) {
  test(`every word and link of ${name} Markdown is in the HTML and in the plain text`, async () => {
    await fc.assert(
      fc.asyncProperty(builtMarkdown(alphabet), async (built) => {
        const rendered = await render({
          issue: issue({
            publication: publication({ language }),
            lead: story({ body: prose('content/stories/a.md', built.markdown) }),
          }),
          templates,
          images: new Map(),
        });
        const html = fillHtml(rendered);
        const seen = readText(html);
        for (const word of built.words) {
          assert.ok(seen.includes(word), `${word} is missing from the HTML`);
          assert.ok(rendered.text.includes(word), `${word} is missing from the text`);
        }
        for (const url of built.urls) {
          assert.ok(
            html.includes(`href="${url.replaceAll('&', '&amp;')}"`),
            `${url} is missing from the HTML`,
          );
          assert.ok(rendered.text.includes(url), `${url} is missing from the text`);
        }
        assert.match(html, `<html lang="${language}" dir="${language === 'en' ? 'ltr' : 'rtl'}">`);
      }),
      { numRuns: 40 },
    );
  });
}

test('forty stories, without an image, keep their order, their anchors and their room', async () => {
  const stories = Array.from({ length: 40 }, (_, index) =>
    story({
      id: `2024-06-19-story-${index}`,
      title: `Story number ${index}`,
      body: prose(`content/stories/2024-06-19-story-${index}.md`, `Word${index}x is here.[^carnegie]`),
    }),
  );
  const [lead = story(), ...rest] = stories;
  const value = issue({ lead, sections: [{ title: 'All of it', stories: rest }] });
  const { html, text, sizes } = await render({ issue: value, templates, images: new Map() });
  const headings = [...html.matchAll(/<h2[^>]* id="story-([^"]+)"/g)].map(([, id]) => id);
  assert.equal(
    headings,
    stories.map(({ id }) => id),
  );
  const positions = stories.map((_, index) => text.indexOf(`Word${index}x`));
  assert.equal(
    positions,
    [...positions].sort((a, b) => a - b),
  );
  assert.ok(!positions.includes(-1));
  assert.is(sizes.bytesPerStory.size, 40);
  assert.ok(sizes.htmlBytes < 60_000, `${sizes.htmlBytes} bytes`);
});

test.run();
