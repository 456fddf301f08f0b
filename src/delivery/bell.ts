/** Wakes one waiting loop: whoever rings before it waits is heard as well. */

export type Bell = {
  readonly ring: () => void;
  /** Resolves at the next ring, at once when it rang since the last wait, or after `timeoutMs`. */
  readonly wait: (timeoutMs?: number) => Promise<void>;
};

/** The longest that a timer of Node can wait. */
const longestTimerMs = 2 ** 31 - 1;

export function createBell(): Bell {
  let rung = false;
  let wake: (() => void) | null = null;
  return {
    ring: () => {
      rung = true;
      wake?.();
    },
    wait: (timeoutMs) =>
      new Promise((resolve) => {
        const timer =
          timeoutMs === undefined
            ? undefined
            : setTimeout(() => wake?.(), Math.min(timeoutMs, longestTimerMs));
        wake = () => {
          clearTimeout(timer);
          wake = null;
          rung = false;
          resolve();
        };
        if (rung) wake();
      }),
  };
}
