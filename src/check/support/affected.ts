/** Mail clients as findings name them, with how many readers use them. */
import type { Context } from '../context.ts';
import type { AffectedClient } from '../finding.ts';
import { clientName } from './caniemail.ts';

export const gmail = ['gmail.desktop-webmail', 'gmail.android', 'gmail.ios', 'gmail.mobile-webmail'];
export const yahoo = ['yahoo.desktop-webmail', 'yahoo.ios', 'yahoo.android'];

/** `clients` are caniemail's names, `family.platform`. */
export function affected(clients: readonly string[], { issue }: Context): AffectedClient[] {
  return clients.map((client) => ({
    client,
    name: clientName(client),
    share: issue.publication.clients.find((each) => each.client === client)?.share ?? null,
  }));
}
