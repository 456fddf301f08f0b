/** Where Gmail would cut the message, and which stories stand below. */
import type { Issue, Story } from '../publication/types.ts';
import { gmailLimitBytes, measureSizes } from '../render/sizes.ts';

const stamp = / data-src="[^"]*"/g;

/** Where a limit falls: within the block of the `stamp`-th `data-src`, `share` of the way down in it, from 0 to 1. */
export type Cut = { readonly stamp: number; readonly share: number };

/** Null where nothing is cut. The stamps themselves, which are not sent, do not count. */
export function gmailCut(traced: string, limitBytes: number = gmailLimitBytes): Cut | null {
  const stamps = [...traced.matchAll(stamp)].map(({ index, 0: text }) => ({
    start: index,
    end: index + text.length,
  }));
  let bytes = 0;
  let from = 0;
  for (const [at, { start, end }] of [...stamps, { start: traced.length, end: traced.length }].entries()) {
    const next = bytes + Buffer.byteLength(traced.slice(from, start));
    if (next > limitBytes) return { stamp: at - 1, share: (limitBytes - bytes) / (next - bytes) };
    bytes = next;
    from = end;
  }
  return null;
}

/** `traced` with `data-gmail-cut="SHARE"` on the block of the cut. */
export function markGmailCut(traced: string, cut: Cut | null): string {
  if (cut === null) return traced;
  let at = -1;
  return traced.replace(stamp, (text) => {
    at += 1;
    return at === Math.max(0, cut.stamp) ? `${text} data-gmail-cut="${cut.share.toFixed(3)}"` : text;
  });
}

export type StoryWeight = {
  readonly story: Story;
  readonly bytes: number;
  /** Whole, cut in two, or wholly below the line. */
  readonly fate: 'shown' | 'cut' | 'lost';
};

export type Weight = {
  readonly htmlBytes: number;
  readonly limitBytes: number;
  /** In the order of the issue. */
  readonly stories: readonly StoryWeight[];
};

/** What the issue weighs as it is filled in for a reader: `traced` has its merge fields filled. */
export function weigh(traced: string, issue: Issue, limitBytes: number = gmailLimitBytes): Weight {
  const { htmlBytes, bytesPerStory } = measureSizes(traced, '', issue);
  const html = traced.replace(stamp, '');
  const stories = [issue.lead, ...issue.sections.flatMap((section) => section.stories)].map(
    (story): StoryWeight => {
      const bytes = bytesPerStory.get(story.id) ?? 0;
      const heading = html.lastIndexOf('<', html.indexOf(` id="story-${story.id}"`));
      const start = Buffer.byteLength(html.slice(0, Math.max(0, heading)));
      const fate = start >= limitBytes ? 'lost' : start + bytes > limitBytes ? 'cut' : 'shown';
      return { story, bytes, fate };
    },
  );
  return { htmlBytes, limitBytes, stories };
}
