/** How many bytes an issue weighs, what each story adds, and where Gmail would cut it. */
import type { Issue } from '../publication/types.ts';
import type { Place } from './merge-fields.ts';

/** Gmail shows about this much of a message and hides the rest, with every style, behind a link. */
export const gmailLimitBytes = 102 * 1024;

export type Sizes = {
  readonly htmlBytes: number;
  readonly textBytes: number;
  /** Story id → bytes of HTML from its heading to the next one. */
  readonly bytesPerStory: ReadonlyMap<string, number>;
  /** The block in which the HTML passes Gmail's limit, or null where it stays below. */
  readonly gmailCutsAt: Place | null;
};

const stamp = / data-src="([^"]*):(\d+)"/g;

/** `traced` is the HTML with its stamps, which do not count. */
export function measureSizes(traced: string, text: string, issue: Issue): Sizes {
  let htmlBytes = 0;
  let from = 0;
  let last: Place | null = null;
  let gmailCutsAt: Place | null = null;
  const count = (until: number) => {
    htmlBytes += Buffer.byteLength(traced.slice(from, until));
    if (htmlBytes > gmailLimitBytes) gmailCutsAt ??= last;
  };
  for (const match of traced.matchAll(stamp)) {
    count(match.index);
    from = match.index + match[0].length;
    last = { file: match[1] ?? '', line: Number(match[2]) };
  }
  count(traced.length);
  return {
    htmlBytes,
    textBytes: Buffer.byteLength(text),
    bytesPerStory: storyBytes(traced, issue),
    gmailCutsAt,
  };
}

function storyBytes(traced: string, issue: Issue): ReadonlyMap<string, number> {
  const html = traced.replace(stamp, '');
  const headings = [...html.matchAll(/<h2\b/g)].map(({ index }) => index);
  const stories = [issue.lead, ...issue.sections.flatMap((section) => section.stories)];
  return new Map(
    stories.map(({ id }) => {
      const start = html.lastIndexOf('<h2', html.indexOf(` id="story-${id}"`));
      const end = headings.find((index) => index > start) ?? html.length;
      return [id, Buffer.byteLength(html.slice(start, end))];
    }),
  );
}
