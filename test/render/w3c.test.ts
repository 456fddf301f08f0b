/** The W3C's own checker (vnu) has no error to tell of any issue: those of this repository, and some made up here. */
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { prepareImages } from '../../src/publication/images.ts';
import { readNewsroom } from '../../src/publication/newsroom.ts';
import { resolveIssue } from '../../src/publication/resolve-issue.ts';
import type { Issue, PreparedImage } from '../../src/publication/types.ts';
import { fill, parseMergeTemplate } from '../../src/render/personalise.ts';
import { render } from '../../src/render/render.ts';
import { repository } from '../temporary-publication.ts';
import { issue, prose, publication, story, templates } from './issue-value.ts';

const hasJava = spawnSync('java', ['-version']).status === 0;
if (!hasJava) {
  process.stdout.write(
    'note: no Java was found; the W3C’s checker (vnu) did not run. Install a Java 11 or newer.\n',
  );
}
const vnuJar: string = createRequire(import.meta.url)('vnu-jar');

const everything = `Text with **strong**, _emphasis_, \`code\`, <b>raw</b>, & and "quotes".[^carnegie]

# Heading

- a list
- of two
  1. nested

> quoted

| a | b |
|---|--:|
| c | d |

\`\`\`
code <here>
\`\`\`

![An iron bridge](bridge.png)

---

[A link](https://example.org/?a=1&b=2 "titled") and <https://example.org/x>.

{{#if subscriber.city}}In {{subscriber.city}}{{else}}Elsewhere{{/if}}, [leave]({{unsubscribeUrl}}).`;

const bridge: PreparedImage = {
  src: 'bridge.png',
  name: 'bridge-12345678.png',
  contentType: 'image/png',
  width: 1152,
  height: 576,
  bytes: new Uint8Array(),
};
const body = prose('content/stories/a.md', everything);
const lead = story({ body, image: { src: 'bridge.png', alt: 'An "iron" bridge', credit: 'The desk' } });

async function pages(): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  const add = async (name: string, value: Issue, images: ReadonlyMap<string, PreparedImage>) => {
    const { html } = await render({ issue: value, templates, images });
    const parsed = parseMergeTemplate(html);
    const urls = { unsubscribeUrl: 'https://example.org/u?a=1&b=2', preferencesUrl: 'https://example.org/p' };
    const named = { name: 'Ada "<Łuk>" & O’Hara', email: 'a@example.org', city: 'Łódź' };
    found.set(`${name}-named`, fill(parsed, { subscriber: named, ...urls }, 'html'));
    found.set(`${name}-nameless`, fill(parsed, { subscriber: {}, ...urls }, 'html'));
  };
  const newsroom = await readNewsroom(repository);
  for (const { slug } of newsroom.issues) {
    const value = resolveIssue(newsroom, slug);
    await add(slug, value, await prepareImages(repository, value));
  }
  const images = new Map([['bridge.png', bridge]]);
  await add(
    'everything',
    issue({ lead, letter: body, corrections: [{ issue: 1, text: 'It was <b> & "c".' }] }),
    images,
  );
  await add('alert', issue({ lead, layout: 'alert' }), images);
  await add('embedded', issue({ lead, publication: publication({ images: 'embedded' }) }), images);
  for (const language of ['ar', 'he'])
    await add(language, issue({ lead, publication: publication({ language }) }), images);
  return found;
}

(hasJava ? test : test.skip)('no page of an issue has an error', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tumen-w3c-'));
  try {
    const found = await pages();
    assert.ok(found.size >= 16);
    const files = [...found.keys()].map((name) => join(folder, `${name}.html`));
    await Promise.all([...found.values()].map((html, index) => writeFile(files[index] ?? '', html)));
    const checked = spawnSync('java', ['-jar', vnuJar, '--errors-only', '--format', 'json', ...files], {
      encoding: 'utf8',
    });
    const { messages } = JSON.parse(checked.stderr) as {
      messages: { url: string; message: string; extract?: string }[];
    };
    assert.equal(
      messages.map(({ url, message, extract }) => `${url.split('/').at(-1)}: ${message} ${extract ?? ''}`),
      [],
    );
    assert.is(checked.status, 0);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test.run();
