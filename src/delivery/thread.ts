/** A thread: it runs a file of its own, and answers one question after the other. */
import { extname } from 'node:path';
import { parentPort, Worker } from 'node:worker_threads';
import { answerOf, type Reply, replyWith } from './reply.ts';

export type Thread<Question, Answer> = {
  readonly ask: (question: Question) => Promise<Answer>;
  /** Questions that were not answered yet. */
  readonly waiting: () => number;
  readonly close: () => Promise<void>;
};

type Asked<Answer> = {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
};

/**
 * `file`: path without extension. `start`: what the thread finds as its `workerData`. `youngHeapMb`: room for what it has
 * just made; a thread that hands it on at once needs little, and more would only make the process larger.
 */
export function startThread<Question, Answer>(
  file: string,
  start: unknown,
  youngHeapMb: number,
): Thread<Question, Answer> {
  const worker = new Worker(`${file}${extname(import.meta.filename)}`, {
    workerData: start,
    resourceLimits: { maxYoungGenerationSizeMb: youngHeapMb },
  });
  const asked: Asked<Answer>[] = [];
  /** It has ended, which it should not: nothing more is answered. */
  let broken: Error | null = null;
  worker.on('message', (reply: Reply<Answer>) => {
    const next = asked.shift();
    try {
      next?.resolve(answerOf(reply));
    } catch (error) {
      next?.reject(error as Error);
    }
  });
  worker.on('error', (error: Error) => {
    broken = error;
    for (const { reject } of asked.splice(0)) reject(error);
  });
  return {
    ask: (question) =>
      new Promise((resolve, reject) => {
        if (broken !== null) return reject(broken);
        asked.push({ resolve, reject });
        worker.postMessage(question);
      }),
    waiting: () => asked.length,
    close: async () => {
      await worker.terminate();
    },
  };
}

/** Called once in the file that a thread runs. What `answer` throws is thrown to whoever asked. */
export function answerQuestions<Question, Answer>(
  answer: (question: Question) => Answer | Promise<Answer>,
): void {
  let before: Promise<void> = Promise.resolve();
  parentPort?.on('message', (question: Question) => {
    before = before.then(async () => parentPort?.postMessage(await replyWith(() => answer(question))));
  });
}
