/** How long a server that is away is waited for: once, by everything in a process together, and not by each anew. */

export type Patience = {
  /** A connection was lost, or could not be had. False when the server has been away for too long: nobody waits any more. */
  readonly goesOn: () => boolean;
  /** The server has answered. */
  readonly restore: () => void;
};

/** `clock`: of a time that only goes forward, in milliseconds. */
export function createPatience(giveUpMs: number, clock: () => number = () => performance.now()): Patience {
  let awaySinceMs: number | null = null;
  return {
    goesOn: () => {
      awaySinceMs ??= clock();
      return clock() - awaySinceMs <= giveUpMs;
    },
    restore: () => {
      awaySinceMs = null;
    },
  };
}
