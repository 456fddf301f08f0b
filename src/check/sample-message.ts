/** The message as one reader would get it: composed by the same code as every message that is sent. */
import { composeMessage, prepareMessages } from '../delivery/message.ts';
import type { Issue } from '../publication/types.ts';
import type { Rendered } from '../render/render.ts';

/** As long as the signed ones are, so that lines and bytes are those of a real message. */
const token = `v1.000000.${'x'.repeat(24)}.${'x'.repeat(22)}`;

/** Of nobody in particular, so that every fallback is in it. `today` is `YYYY-MM-DD`. */
export function composeSample(issue: Issue, rendered: Rendered, today: string): Buffer {
  const { publication, list, number } = issue;
  const template = prepareMessages(rendered, { publication, list, issueNumber: number });
  const domain = publication.from.address.split('@')[1];
  const reader = {
    email: 'reader@example.org',
    name: null,
    attributes: {},
    messageId: `sample.${number}@${domain}`,
    unsubscribeToken: token,
    preferencesToken: token,
  };
  return Buffer.concat(composeMessage(template, reader, new Date(today)).chunks);
}
