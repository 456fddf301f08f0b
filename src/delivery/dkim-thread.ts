/** One of the threads that `dkim-threads.ts` starts: signs what it is given, in its order. */
import { workerData } from 'node:worker_threads';
import type { DkimKey } from './dkim.ts';
import { signBytes } from './dkim-signature.ts';
import type { Batch } from './dkim-threads.ts';
import { answerQuestions } from './thread.ts';

const keys: readonly DkimKey[] = workerData;

answerQuestions((batch: Batch): readonly string[] =>
  batch.map(({ key, input }) => signBytes(keys[key] as DkimKey, Buffer.from(input, 'latin1'))),
);
