/** An issue as it goes out to one list: what the commands that send, and proofs of messages, begin with. */
import type { Content, Sender } from '../delivery/message.ts';
import type { Newsroom } from '../publication/newsroom.ts';
import type { Issue, List } from '../publication/types.ts';
import { type Rendered, render } from '../render/render.ts';
import { listOf } from './audience.ts';
import { type RenderedIssue, renderIssues } from './render-issues.ts';

export type Edition = {
  readonly issue: Issue;
  readonly list: List;
  readonly content: Content;
  /** The issue as it is written, for its own list: what is checked and locked. */
  readonly written: RenderedIssue;
};

/** Renders the issue for `listId`, or for its own list; the footer says which. Throws ProblemsError and UserError. */
export async function renderEdition(
  newsroom: Newsroom,
  ref: string,
  listId: string | undefined,
): Promise<Edition> {
  const [written] = (await renderIssues(newsroom, [ref])) as [RenderedIssue];
  const { issue, images } = written;
  const list = listId === undefined ? issue.list : listOf(issue.publication, listId);
  if (list.id === issue.list.id) return { issue, list, content: contentOf(written.rendered), written };
  const forList = { ...issue, list };
  const rendered = await render({ issue: forList, templates: newsroom.templates, images });
  return { issue: forList, list, content: contentOf(rendered), written };
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
