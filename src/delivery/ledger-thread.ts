/** The thread that writes the ledger: it has a connection of its own, and is all that a sender waits for. */
import { workerData } from 'node:worker_threads';
import { type Database, openDatabase } from '../database/open.ts';
import type { ClaimQuery } from './ledger.ts';
import { type Group, writeOver } from './ledger-writer.ts';
import type { Mailing } from './mailing.ts';
import { answerQuestions } from './thread.ts';
import type { Worker } from './worker.ts';

export type Start = { readonly place: Database['place']; readonly worker: Worker; readonly mailing: Mailing };
export type Question =
  | { readonly kind: 'claim'; readonly query: ClaimQuery }
  | { readonly kind: 'write'; readonly group: Group }
  | { readonly kind: 'close' };

const { place, worker, mailing } = workerData as Start;
let opened: Promise<Database> | undefined;

answerQuestions(async (question: Question) => {
  opened ??= openDatabase(place.root, place.url);
  const database = await opened;
  if (question.kind === 'close') return database.close();
  const writer = writeOver(database, worker, mailing);
  return question.kind === 'claim' ? writer.claim(question.query) : writer.write(question.group);
});
