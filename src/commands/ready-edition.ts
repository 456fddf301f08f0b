/**
 * An issue made ready to be sent, in a process that ends with it: what rendering and checking load would lie in memory for
 * as long as the sending takes, and a thread does not give it back.
 */
import { fork } from 'node:child_process';
import { extname, join } from 'node:path';
import { answerOf, type Reply } from '../delivery/reply.ts';
import type { Lock } from '../publication/lock-file.ts';
import type { Problem } from '../publication/problem.ts';
import type { Edition } from './edition.ts';

export type Question = {
  readonly root: string;
  readonly ref: string;
  readonly listId: string | undefined;
};

export type ReadyEdition = Omit<Edition, 'written'> & {
  /** Of the issue as it is written, for its own list. */
  readonly lock: Lock;
  /** What `tumen check` finds to be wrong with it. */
  readonly errors: readonly Problem[];
};

/** Throws ProblemsError and UserError, as `renderEdition` does. */
export async function readyEdition(question: Question): Promise<ReadyEdition> {
  const child = fork(join(import.meta.dirname, `edition-process${extname(import.meta.filename)}`), {
    serialization: 'advanced',
  });
  const reply = new Promise<Reply<ReadyEdition>>((resolve, reject) => {
    child.once('message', (message) => resolve(message as Reply<ReadyEdition>));
    child.once('error', reject);
    child.once('exit', (code, signal) =>
      reject(new Error(`The process that renders the issue has ended (${signal ?? code}).`)),
    );
  });
  child.send(question);
  return answerOf(await reply);
}
