/** Many small writes in one transaction: whoever asks while one is under way shares the next. */

type Waiting<Asked, Given> = {
  readonly asked: Asked;
  readonly resolve: (given: Given) => void;
  readonly reject: (error: unknown) => void;
};

/**
 * The function that asks for one; `work` does many, one run at a time, and gives an answer for each in their order.
 * Under a flood this turns thousands of syncs of the disk into a few. A run that fails fails for all that were in it.
 */
export function together<Asked, Given>(
  work: (asked: readonly Asked[]) => Promise<readonly Given[]>,
  mostInOneRun = 1000,
): (asked: Asked) => Promise<Given> {
  let waiting: Waiting<Asked, Given>[] = [];
  let running = false;
  const run = async (): Promise<void> => {
    while (waiting.length > 0) {
      const taken = waiting.slice(0, mostInOneRun);
      waiting = waiting.slice(mostInOneRun);
      try {
        const given = await work(taken.map(({ asked }) => asked));
        taken.forEach(({ resolve }, index) => {
          resolve(given[index] as Given);
        });
      } catch (error) {
        for (const { reject } of taken) reject(error);
      }
    }
    running = false;
  };
  return (asked) =>
    new Promise((resolve, reject) => {
      waiting.push({ asked, resolve, reject });
      if (running) return;
      running = true;
      // After this turn of the event loop, so that everyone who is ready in it comes along.
      setImmediate(run);
    });
}
