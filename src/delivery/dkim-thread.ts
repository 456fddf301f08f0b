/** One of the threads that `dkim-threads.ts` starts: signs what it is given, in its order. */
import { parentPort, workerData } from 'node:worker_threads';
import type { DkimKey } from './dkim.ts';
import { signBytes } from './dkim-signature.ts';
import type { Batch } from './dkim-threads.ts';

const keys: readonly DkimKey[] = workerData;

parentPort?.on('message', (batch: Batch) => {
  parentPort?.postMessage(
    batch.map(({ key, input }) => signBytes(keys[key] as DkimKey, Buffer.from(input, 'latin1'))),
  );
});
