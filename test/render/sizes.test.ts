import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { render } from '../../src/render/render.ts';
import { issue, prose, story, templates } from './issue-value.ts';

const stories = (count: number, words: number) =>
  Array.from({ length: count }, (_, index) =>
    story({
      id: `2024-06-19-story-${index}`,
      title: `Story number ${index}`,
      body: prose(`content/stories/2024-06-19-story-${index}.md`, `${'seven77 '.repeat(words)}.[^carnegie]`),
    }),
  );
const rendered = (count: number, words: number) => {
  const [lead = story(), ...rest] = stories(count, words);
  return render({
    issue: issue({ lead, sections: [{ title: 'All', stories: rest }] }),
    templates,
    images: new Map(),
  });
};

test('twenty-five stories of two hundred words stay below what Gmail shows', async () => {
  const { html, text, sizes } = await rendered(25, 200);
  assert.is(sizes.htmlBytes, Buffer.byteLength(html));
  assert.is(sizes.textBytes, Buffer.byteLength(text));
  assert.ok(sizes.htmlBytes < 90_000, `${sizes.htmlBytes} bytes`);
  assert.is(sizes.gmailCutsAt, null);
});

test('a story costs its words and less than eight hundred bytes', async () => {
  const { sizes } = await rendered(3, 200);
  const bytes = sizes.bytesPerStory.get('2024-06-19-story-1') ?? 0;
  assert.ok(bytes > 1600 && bytes < 1600 + 800, `${bytes} bytes`);
});

test('where Gmail would cut is told with the file and line of the block', async () => {
  const { html, sizes } = await rendered(40, 400);
  assert.match(sizes.gmailCutsAt?.file ?? '', /^content\/stories\/2024-06-19-story-\d+\.md$/);
  const cut = Buffer.from(html)
    .subarray(0, 102 * 1024)
    .toString();
  const last = [...cut.matchAll(/id="story-([^"]*)"/g)].at(-1)?.[1];
  assert.is(sizes.gmailCutsAt?.file, `content/stories/${last}.md`);
});

test.run();
