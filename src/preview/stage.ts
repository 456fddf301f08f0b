/** What stands in the frame: the issue, filled in for a reader and seen in one of the views. */
import { composeMessage, prepareMessages } from '../delivery/message.ts';
import { escapeHtml } from '../render/escape-html.ts';
import { switchImagesOff } from './clients/images-off.ts';
import { fillFor, fillMarked, fillTextMarked } from './filled.ts';
import { gmailCut, markGmailCut } from './gmail-line.ts';
import {
  changesSheet,
  inboxSheet,
  messageSheet,
  noteSheet,
  readingSheet,
  sourceSheet,
  textSheet,
} from './html/inside-sheets.ts';
import type { Markup } from './html/markup.ts';
import { sheet } from './html/sheet.ts';
import { archivePage } from './inside/archive-page.ts';
import { compareTexts } from './inside/changes.ts';
import { snippetOf } from './inside/inbox-row.ts';
import { parseMime } from './inside/mime.ts';
import { readingOrder } from './inside/reading-order.ts';
import { sourceLines } from './inside/source-lines.ts';
import { localImages } from './local-images.ts';
import type { Look } from './page/look.ts';
import { palettes } from './palettes/palette.ts';
import { mergeValues, type Persona } from './personas.ts';
import type { Pull } from './proofs.ts';
import { findClient, insides } from './views.ts';

export type Stage = {
  readonly pull: Pull;
  readonly look: Look;
  readonly reader: Persona;
  /** What the view `changes` compares with; a sentence where there is nothing to compare with. */
  readonly before: { readonly title: string; readonly pull: Pull } | string;
  readonly now: Date;
};

/** The whole document that the frame shows. */
export async function stageDocument(stage: Stage): Promise<string> {
  const client = findClient(stage.look.view);
  if (client !== null) return mailDocument(stage, client.simulate);
  if (stage.look.view === 'archive') return coloured(await archivePage(stage.pull), stage.look);
  const inside = insides.find(({ id }) => id === stage.look.view);
  if (inside === undefined)
    return noteDocument('No such view', `There is no view “${stage.look.view}”.`, stage.look);
  const show = sheets[inside.id] as (stage: Stage) => Markup;
  return String(await sheet({ title: inside.title, dark: isDark(stage.look), body: show(stage) }));
}

/** Stands in for an issue that cannot be shown, and says why. */
export async function noteDocument(title: string, text: string, look: Look): Promise<string> {
  return String(await sheet({ title, dark: isDark(look), body: noteSheet(title, text) }));
}

/** The road of a message to the eye: filled in, cut, altered by the client, pictures fetched or not, coloured. */
function mailDocument({ pull, look, reader }: Stage, simulate: (html: string) => string): string {
  const { url } = pull.issue.publication;
  const values = mergeValues(reader, url);
  const { traced } = pull.rendered;
  const filled = fillFor(traced, values, 'html');
  const shown = look.fields === 'marked' ? fillMarked(traced, values) : filled;
  const altered = localImages(simulate(markGmailCut(shown, gmailCut(filled))), url);
  const seen = look.images === 'off' ? switchImagesOff(altered) : altered;
  return coloured(seen, look);
}

function coloured(html: string, look: Look): string {
  const palette = palettes.find(({ id }) => id === look.palette) ?? palettes[0];
  return palette === undefined ? html : palette.apply(html);
}

const sheets: Readonly<Record<string, (stage: Stage) => Markup>> = {
  text({ pull, look, reader }) {
    const values = mergeValues(reader, pull.issue.publication.url);
    const { text } = pull.rendered;
    return textSheet(
      look.fields === 'marked'
        ? fillTextMarked(text, values, escapeHtml)
        : escapeHtml(fillFor(text, values, 'text')),
    );
  },
  source({ pull }) {
    return sourceSheet(sourceLines(pull.rendered.html));
  },
  reading({ pull, reader }) {
    return readingSheet(
      readingOrder(fillFor(pull.rendered.traced, mergeValues(reader, pull.issue.publication.url), 'html')),
    );
  },
  inbox({ pull, reader }) {
    const { issue, rendered } = pull;
    const values = mergeValues(reader, issue.publication.url);
    return inboxSheet({
      from: issue.publication.from.name,
      subject: fillFor(rendered.subject, values, 'header'),
      preheader: fillFor(rendered.preheader, values, 'header'),
      snippet: snippetOf(fillFor(rendered.html, values, 'html')),
      day: new Date(`${issue.date}T00:00:00Z`).toLocaleDateString('en-GB', {
        day: 'numeric',
        month: 'short',
        timeZone: 'UTC',
      }),
    });
  },
  message({ pull, reader, now }) {
    const { issue, rendered } = pull;
    const { publication, list, number } = issue;
    const { name, email = 'reader@example.org', ...attributes } = reader.attributes;
    const domain = publication.from.address.split('@')[1] ?? 'localhost';
    try {
      const message = composeMessage(
        prepareMessages(rendered, { publication, list, issueNumber: number }),
        {
          email,
          name: name ?? null,
          attributes: Object.fromEntries(
            Object.entries(attributes).filter((entry): entry is [string, string] => entry[1] !== undefined),
          ),
          messageId: `preview@${domain}`,
          unsubscribeToken: 'preview',
          preferencesToken: 'preview',
        },
        now,
      );
      return messageSheet(parseMime(Buffer.concat(message.chunks)), message.envelope, message.size);
    } catch (error) {
      return noteSheet(
        'No message can be made for this reader',
        error instanceof Error ? error.message : String(error),
      );
    }
  },
  changes({ pull, before, reader }) {
    if (typeof before === 'string') return noteSheet('Nothing to compare with', before);
    const textOf = ({ rendered, issue }: Pull) =>
      fillFor(rendered.text, mergeValues(reader, issue.publication.url), 'text');
    const { changes, ...words } = compareTexts(textOf(before.pull), textOf(pull));
    return changesSheet({ title: before.title, ...words }, changes);
  },
};

function isDark({ palette }: Look): boolean {
  return palette !== 'light';
}

/** The empty document that a frame is loaded with, to be filled by the page. */
export const emptyStage =
  '<!doctype html><html lang="en"><title>Nothing to show yet</title><body></body></html>';
