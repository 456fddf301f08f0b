/** A run's signatures, made on threads of their own: an RSA signature takes ten times as long as everything else about a message. */
import { availableParallelism } from 'node:os';
import { extname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { DkimKey } from './dkim.ts';
import type { SignBytes } from './dkim-signature.ts';

export type Signers = {
  readonly sign: SignBytes;
  readonly close: () => Promise<void>;
};

/** So many go to a thread at a time: few enough to keep all threads at work, enough not to be woken for each. */
const batchSize = 8;
/** Given to a thread before it answers, so that it need not wait for the next. */
const batchesAhead = 2;

type Request = {
  readonly key: DkimKey;
  readonly input: Buffer;
  readonly resolve: (signature: string) => void;
  readonly reject: (error: Error) => void;
};

export type Batch = readonly { readonly key: number; readonly input: string }[];

/** One thread a core. `keys` are those that `sign` may be asked for. */
export function openSigners(keys: readonly DkimKey[]): Signers {
  const waiting: Request[] = [];
  let planned = false;
  /** A thread has ended that should not have: nothing more is signed. */
  let broken: Error | null = null;
  const threads = keys.length === 0 ? [] : Array.from({ length: availableParallelism() }, open);

  function open() {
    // Signing keeps nothing: a small heap is all that it needs.
    const worker = new Worker(join(import.meta.dirname, `dkim-thread${extname(import.meta.filename)}`), {
      workerData: keys,
      resourceLimits: { maxYoungGenerationSizeMb: 2, maxOldGenerationSizeMb: 32 },
    });
    const batches: Request[][] = [];
    worker.on('message', (signatures: readonly string[]) => {
      const batch = batches.shift() ?? [];
      batch.forEach(({ resolve }, index) => {
        resolve(signatures[index] as string);
      });
      handOut();
    });
    worker.on('error', (error: Error) => {
      broken = error;
      const asked = [...threads.flatMap((thread) => thread.batches.splice(0).flat()), ...waiting.splice(0)];
      for (const { reject } of asked) reject(error);
    });
    return { worker, batches };
  }

  function handOut(): void {
    planned = false;
    for (const { worker, batches } of threads) {
      while (waiting.length > 0 && batches.length < batchesAhead) {
        const batch = waiting.splice(0, batchSize);
        batches.push(batch);
        worker.postMessage(
          batch.map(({ key, input }) => ({ key: keys.indexOf(key), input: input.toString('latin1') })),
        );
      }
    }
  }

  return {
    sign: (key, input) =>
      new Promise((resolve, reject) => {
        if (broken !== null) return reject(broken);
        waiting.push({ key, input, resolve, reject });
        // What is asked for in one turn of the event loop is handed out together.
        if (!planned) setImmediate(handOut);
        planned = true;
      }),
    close: async () => {
      await Promise.all(threads.map(({ worker }) => worker.terminate()));
    },
  };
}
