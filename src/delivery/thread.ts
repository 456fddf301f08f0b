/** A thread of this room: it runs a file beside this one, and answers one question after the other. */
import { extname, join } from 'node:path';
import { parentPort, Worker } from 'node:worker_threads';
import { UserError } from '../publication/problem.ts';

export type Thread<Question, Answer> = {
  readonly ask: (question: Question) => Promise<Answer>;
  /** Questions that were not answered yet. */
  readonly waiting: () => number;
  readonly close: () => Promise<void>;
};

/** What goes back. An error would lose its class on the way. */
type Reply<Answer> =
  | { readonly answer: Answer }
  | { readonly failed: string; readonly stack: string | undefined; readonly mendable: boolean };

type Asked<Answer> = {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
};

/** `name`: of the file, without extension. `start`: what the thread finds as its `workerData`. */
export function startThread<Question, Answer>(name: string, start: unknown): Thread<Question, Answer> {
  const worker = new Worker(join(import.meta.dirname, `${name}${extname(import.meta.filename)}`), {
    workerData: start,
    // What it makes is handed on at once; a young heap of the usual size would only make the process larger.
    resourceLimits: { maxYoungGenerationSizeMb: 4 },
  });
  const asked: Asked<Answer>[] = [];
  /** It has ended, which it should not: nothing more is answered. */
  let broken: Error | null = null;
  worker.on('message', (reply: Reply<Answer>) => {
    const next = asked.shift();
    if ('answer' in reply) next?.resolve(reply.answer);
    else next?.reject(toError(reply));
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
    before = before.then(async () => parentPort?.postMessage(await replyTo(question)));
  });

  async function replyTo(question: Question): Promise<Reply<Answer>> {
    try {
      return { answer: await answer(question) };
    } catch (error) {
      const { message, stack } = error as Error;
      return { failed: message, stack, mendable: error instanceof UserError };
    }
  }
}

function toError({ failed, stack, mendable }: Extract<Reply<never>, { failed: string }>): Error {
  if (mendable) return new UserError(failed);
  const error = new Error(failed);
  if (stack !== undefined) error.stack = stack;
  return error;
}
