/** How long a server that is away is waited for: once, by all who use the same pool of connections, and not by each anew. */

export type Patience = {
  /**
   * For one who waits, at most `longestMs`. What it returns is asked at each connection that was lost or could not be had;
   * false: it is not waited any more, because this one, or all together, have done so for long enough.
   */
  readonly wait: (longestMs?: number) => () => boolean;
  /** The server has answered. */
  readonly restore: () => void;
};

/** Whoever misses the server so long after it was missed last begins anew: it may have been there meanwhile. */
const forgetMs = 20_000;

/** `clock`: of a time that only goes forward, in milliseconds. */
export function createPatience(giveUpMs: number, clock: () => number = () => performance.now()): Patience {
  let awaySinceMs: number | null = null;
  let missedAtMs = 0;
  return {
    wait: (longestMs = giveUpMs) => {
      let waitingSinceMs: number | null = null;
      return () => {
        const nowMs = clock();
        if (awaySinceMs === null || nowMs - missedAtMs > forgetMs) awaySinceMs = nowMs;
        missedAtMs = nowMs;
        // By itself as well: a server that takes calls, and ends each of them, is restored again and again.
        waitingSinceMs ??= nowMs;
        return nowMs - awaySinceMs <= giveUpMs && nowMs - waitingSinceMs <= longestMs;
      };
    },
    restore: () => {
      awaySinceMs = null;
    },
  };
}
