/** A run's signatures, made on threads of their own: an RSA signature takes ten times as long as everything else about a message. */
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { DkimKey } from './dkim.ts';
import type { SignBytes } from './dkim-signature.ts';
import { startThread } from './thread.ts';

export type Signers = {
  readonly sign: SignBytes;
  readonly close: () => Promise<void>;
};

/** `key`: its place among those that the thread was started with. `input`: one character an octet. */
export type Batch = readonly { readonly key: number; readonly input: string }[];

/** So many go to a thread at a time: few enough to keep all threads at work, enough not to be woken for each. */
const batchSize = 8;
const youngHeapMb = 4;
/** Given to a thread before it answers, so that it need not wait for the next. */
const batchesAhead = 2;

type Request = {
  readonly key: DkimKey;
  readonly input: Buffer;
  readonly resolve: (signature: string) => void;
  readonly reject: (error: unknown) => void;
};

/** One thread a core. `keys` are those that `sign` may be asked for. */
export function openSigners(keys: readonly DkimKey[]): Signers {
  const count = keys.length === 0 ? 0 : availableParallelism();
  const threads = Array.from({ length: count }, () =>
    startThread<Batch, readonly string[]>(join(import.meta.dirname, 'dkim-thread'), keys, youngHeapMb),
  );
  const waiting: Request[] = [];
  let planned = false;

  const handOut = (): void => {
    planned = false;
    for (const thread of threads) {
      while (waiting.length > 0 && thread.waiting() < batchesAhead) {
        const batch = waiting.splice(0, batchSize);
        thread
          .ask(batch.map(({ key, input }) => ({ key: keys.indexOf(key), input: input.toString('latin1') })))
          .then(
            (signatures) => {
              for (const [index, { resolve }] of batch.entries()) resolve(signatures[index] as string);
            },
            (error: unknown) => {
              for (const { reject } of batch) reject(error);
            },
          )
          .finally(handOut);
      }
    }
  };

  return {
    sign: (key, input) =>
      new Promise((resolve, reject) => {
        waiting.push({ key, input, resolve, reject });
        // What is asked for in one turn of the event loop is handed out together.
        if (!planned) setImmediate(handOut);
        planned = true;
      }),
    close: async () => {
      await Promise.all(threads.map((thread) => thread.close()));
    },
  };
}
