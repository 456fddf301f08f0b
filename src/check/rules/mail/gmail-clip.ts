/** Where Gmail cuts the message, and which stories are lost. */
import { gmailLimitBytes } from '../../../render/sizes.ts';
import type { Context } from '../../context.ts';
import type { Rule } from '../../rule.ts';
import { affected, gmail } from '../../support/affected.ts';
import { issueAt, partOf } from './places.ts';

const [warnBytes, mostBytes] = [90 * 1024, 100 * 1024];

export const gmailClip: Rule = {
  id: 'mail/gmail-clip',
  severity: 'error',
  title: 'The HTML of a message has less than 90 KB.',
  why: 'Near 102 KB Gmail cuts it, hides the rest behind a link, and drops the styles. From 90 KB on this warns, at 100 KB it fails.',
  example: { bad: 'thirty long stories', good: 'two issues' },
  *check(context) {
    const html = partOf(context, 'text/html')?.text ?? '';
    const bytes = Buffer.byteLength(html);
    if (bytes < warnBytes) return;
    const lost = storiesFrom(html, Math.min(gmailLimitBytes, bytes), context);
    const [first] = lost;
    yield {
      ...(first === undefined
        ? issueAt(context, 'sections')
        : { file: first.file, line: first.lines.get('title') ?? 1 }),
      severity: bytes < mostBytes ? 'warning' : 'error',
      what: `The HTML has ${Math.round(bytes / 1024)} KB${first === undefined ? '' : `; Gmail cuts it in “${first.title}”${lost.length > 1 ? `, and ${lost.length - 1} more are lost` : ''}`}.`,
      remedy: 'Shorten the stories, carry fewer, or move some to the next issue.',
      clients: affected(gmail, context),
    };
  },
};

/** The stories that end below the limit, the one that is cut first. */
function storiesFrom(html: string, limitBytes: number, { stories }: Context): Context['stories'] {
  if (Buffer.byteLength(html) <= gmailLimitBytes) return [];
  const starts = stories.map(({ id }) => {
    const at = html.indexOf(` id="story-${id}"`);
    return Buffer.byteLength(html.slice(0, Math.max(0, at)));
  });
  return stories.filter((_, index) => (starts[index + 1] ?? Number.POSITIVE_INFINITY) > limitBytes);
}
