/** What the rest of the house knows of a database, whichever of the two it is. */
import type { Kysely, Transaction } from 'kysely';
import type { Dialect } from './dialect.ts';
import type { Tables } from './schema.ts';

export type Database = {
  /** What `openDatabase` was asked for: another thread opens the same. */
  readonly place: DatabasePlace;
  readonly kysely: Kysely<Tables>;
  readonly dialect: Dialect;
  /**
   * Runs `work` in one transaction that has the right to write from its first statement on. It may be run again, from its
   * beginning, when another process or a lost connection undid it: it must do nothing but ask and write this database.
   * Resolves when what it wrote is durable, and never while that is in doubt.
   */
  readonly transaction: <T>(work: (transaction: Transaction<Tables>) => Promise<T>) => Promise<T>;
  /** Runs `work`, which only reads, in one transaction: everything in it is of one moment. */
  readonly snapshot: <T>(work: (transaction: Transaction<Tables>) => Promise<T>) => Promise<T>;
  /**
   * Calls `onNews` whenever another process says that something has changed (`dialect.tellOthers`), or may have said so
   * while it could not be heard; and `onSilence`, with a sentence, when the database does not answer for some seconds, and
   * when it does again. Neither with SQLite: whoever waits there looks again by itself.
   */
  readonly listen: (onNews: () => void, onSilence: (sentence: string) => void) => Promise<Listening>;
  readonly close: () => Promise<void>;
};

/** The publication's folder, and DATABASE_URL where it is set. */
export type DatabasePlace = { readonly root: string; readonly url?: string | undefined };

export type Listening = { readonly stop: () => Promise<void> };
