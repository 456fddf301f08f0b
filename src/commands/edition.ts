/** An issue as it goes out to one list: what the commands that send, and proofs of messages, begin with. */
import type { Content, Sender } from '../delivery/message.ts';
import { prepareImages } from '../publication/images.ts';
import type { Newsroom } from '../publication/newsroom.ts';
import { resolveIssue } from '../publication/resolve-issue.ts';
import type { Issue, List } from '../publication/types.ts';
import { type Rendered, render } from '../render/render.ts';
import { listOf } from './audience.ts';

export type Edition = { readonly issue: Issue; readonly list: List; readonly content: Content };

/** Renders the issue for `listId`, or for its own list; the footer says which. Throws ProblemsError and UserError. */
export async function renderEdition(
  newsroom: Newsroom,
  ref: string,
  listId: string | undefined,
): Promise<Edition> {
  const written = resolveIssue(newsroom, ref);
  const list = listId === undefined ? written.list : listOf(written.publication, listId);
  const issue = { ...written, list };
  const images = await prepareImages(newsroom.root, issue);
  const rendered = await render({ issue, templates: newsroom.templates, images });
  return { issue, list, content: contentOf(rendered) };
}

/** Only embedded images are carried in the message. */
export function contentOf(rendered: Rendered): Content {
  const { subject, html, text } = rendered;
  const images = rendered.images.flatMap((image) =>
    image.cid === null ? [] : [{ ...image, cid: image.cid }],
  );
  return { subject, html, text, images };
}

export function senderOf(issue: Issue): Sender {
  return { publication: issue.publication, list: issue.list, issueNumber: issue.number };
}
