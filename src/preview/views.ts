/** Every way to look at an issue, each with its key: mail clients first, then what is in the message. */
import { appleMail } from './clients/apple-mail.ts';
import type { Client } from './clients/client.ts';
import { gmail, gmailWithoutStyle } from './clients/gmail.ts';
import { outlookClassic } from './clients/outlook-classic.ts';
import { outlookCom } from './clients/outlook-com.ts';
import { proton } from './clients/proton.ts';
import { yahoo } from './clients/yahoo.ts';

const written: Client = {
  id: 'written',
  title: 'As written',
  fidelity: 'high',
  rulesOf: '2026-06',
  does: 'The HTML that is sent, in this browser, with nothing taken away.',
  simulate: (html) => html,
};

/** In the order of the keys 1 to 8. */
export const clients: readonly Client[] = [
  written,
  gmail,
  gmailWithoutStyle,
  outlookClassic,
  outlookCom,
  yahoo,
  appleMail,
  proton,
];

export type Inside = {
  readonly id: string;
  readonly title: string;
  readonly key: string;
  readonly does: string;
};

/** What is in the message besides its looks. */
export const insides: readonly Inside[] = [
  {
    id: 'inbox',
    title: 'Inbox row',
    key: '9',
    does: 'The line by which a reader decides: from, subject, preheader, cut as inboxes cut them.',
  },
  {
    id: 'archive',
    title: 'Archive page',
    key: 'a',
    does: 'The issue as the public archive shows it, without its neighbours and later corrections.',
  },
  { id: 'text', title: 'Plain text', key: 't', does: 'The text part, as it is sent.' },
  { id: 'reading', title: 'Reading order', key: 'r', does: 'What a screen reader says, in its order.' },
  {
    id: 'source',
    title: 'Source',
    key: 's',
    does: 'The HTML part as it is sent; only the line breaks are added here.',
  },
  {
    id: 'message',
    title: 'Headers, MIME',
    key: 'h',
    does: 'The message around it: headers, and the tree of its parts.',
  },
  {
    id: 'changes',
    title: 'Changes',
    key: 'c',
    does: 'The text compared with another version, word by word.',
  },
];

export function findClient(id: string): Client | null {
  return clients.find((client) => client.id === id) ?? null;
}
