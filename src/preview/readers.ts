/** As whom the issue can be looked at: the personas, and the subscribers of the publication's own database. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { findSubscriber, listSubscribers, type Subscriber } from '../audience/subscribers.ts';
import { type Database, isServer, openDatabase } from '../database/open.ts';
import { type Persona, personas } from './personas.ts';

/** Where a publication and its readers are: its folder, and DATABASE_URL where they are on a server. */
export type Desk = { readonly root: string; readonly databaseUrl?: string | undefined };

/** Beside the personas the page offers this many subscribers of the list; others are found by their address. */
const offered = 12;

/** What the id of a reader begins with who is a subscriber; their address follows. */
const prefix = 'subscriber:';

/** The reader of that id: a persona, or a subscriber by address. The first persona where there is none. */
export async function readerOf(desk: Desk, id: string): Promise<Persona> {
  if (id.startsWith(prefix)) {
    const found = await withDatabase(desk, (database) => findSubscriber(database, id.slice(prefix.length)));
    if (found !== null && found !== undefined) return asPersona(found.subscriber);
  }
  return personas.find((persona) => persona.id === id) ?? (personas[0] as Persona);
}

/** The first subscribers of `list`, or the one with the address `search`. */
export async function offerSubscribers(
  desk: Desk,
  list: string,
  search: string,
): Promise<readonly Persona[]> {
  const found = await withDatabase(desk, async (database) => {
    if (search !== '') {
      const one = await findSubscriber(database, search);
      return one === null ? [] : [one.subscriber];
    }
    const subscribers: Subscriber[] = [];
    for await (const { subscriber, subscription } of listSubscribers(database, list)) {
      if (subscription.state === 'active' && subscribers.push(subscriber) >= offered) break;
    }
    return subscribers;
  });
  return (found ?? []).map(asPersona);
}

/** Null where the publication has no database file yet: looking at an issue makes none. */
export async function withDatabase<Result>(
  { root, databaseUrl }: Desk,
  work: (database: Database) => Promise<Result>,
): Promise<Result | null> {
  if (!isServer(databaseUrl) && !existsSync(join(root, '.tumen', 'tumen.db'))) return null;
  const database = await openDatabase(root, databaseUrl);
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}

function asPersona({ email, name, attributes }: Subscriber): Persona {
  return {
    id: `${prefix}${email}`,
    title: name ?? email,
    tries: `A subscriber: ${email}.`,
    attributes: { ...attributes, ...(name === null ? {} : { name }), email },
  };
}
