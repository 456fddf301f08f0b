/** The thread that writes the ledger: it has a connection of its own, and is all that a sender waits for. */
import { workerData } from 'node:worker_threads';
import { type Database, openDatabase } from '../database/open.ts';
import type { Claimed, ClaimQuery } from './ledger.ts';
import { type Group, writeOver } from './ledger-writer.ts';
import type { Mailing } from './mailing.ts';
import { answerQuestions } from './thread.ts';
import type { Worker } from './worker.ts';

export type Start = { readonly place: Database['place']; readonly worker: Worker; readonly mailing: Mailing };

/** Questions and answers cross as JSON. */
export type Question =
  | { readonly kind: 'claim'; readonly query: ClaimQuery }
  | { readonly kind: 'write'; readonly group: Group }
  | { readonly kind: 'close' };

/** What was written (`Written`), its sets as lists. */
export type WrittenThere = {
  readonly settled: readonly number[];
  readonly handed: readonly number[];
  readonly skipped: readonly number[];
  readonly open: boolean;
};

const { place, worker, mailing } = workerData as Start;
let opened: Promise<Database> | undefined;

answerQuestions(async (text: string) => JSON.stringify(await answer(JSON.parse(text))));

async function answer(question: Question): Promise<Claimed | WrittenThere | null> {
  opened ??= openDatabase(place.root, place.url);
  const database = await opened;
  const writer = writeOver(database, worker, mailing);
  switch (question.kind) {
    case 'claim':
      return writer.claim(question.query);
    case 'write': {
      const { settled, handed, skipped, open } = await writer.write(question.group);
      return { settled: [...settled], handed: [...handed], skipped: [...skipped], open };
    }
    case 'close':
      await database.close();
      return null;
  }
}
