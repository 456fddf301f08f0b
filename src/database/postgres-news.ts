/** The ear of a process: hears through PostgreSQL's LISTEN that another one has changed something. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from 'pg';
import type { Listening } from './database.ts';
import { isLost } from './postgres-errors.ts';
import type { Patience } from './postgres-patience.ts';

const againMs = 1_000;
/** A connection that is cut is had again at once; a server that restarts takes a little longer. */
const silentAfterMs = 3_000;

type Listener = {
  readonly onNews: () => void;
  /** Called with true when the server has been away for some seconds, and with false when it is back after that. */
  readonly onSilence: (silent: boolean) => void;
  /** Of all who wait for the same server: here it is seen first that it is gone, and that it is back. */
  readonly patience: Patience;
};

/**
 * Listens on a connection of its own until stopped. When that was lost it listens again, and calls `onNews` then: something
 * may have been said meanwhile. Resolves when it listens, or has tried to.
 */
export async function listen(
  connect: () => Client,
  { onNews, onSilence, patience }: Listener,
): Promise<Listening> {
  let stopped = false;
  let awaySinceMs: number | null = null;
  let silent = false;
  let client = connect();
  const isHeard = (): void => {
    patience.restore();
    awaySinceMs = null;
    if (silent) onSilence(false);
    silent = false;
  };
  const isAway = (): void => {
    // Counted for all; this one goes on listening however long it takes.
    patience.wait()();
    awaySinceMs ??= performance.now();
    if (silent || performance.now() - awaySinceMs < silentAfterMs) return;
    silent = true;
    onSilence(true);
  };
  const listenOnce = async (tried: () => void): Promise<void> => {
    const ended = new Promise((resolve) => client.once('end', resolve));
    client.on('error', () => {});
    client.on('notification', onNews);
    try {
      await client.connect();
      await client.query('listen tumen');
      isHeard();
      tried();
      await ended;
      if (!stopped) isAway();
    } catch (error) {
      if (!stopped && isLost(error)) isAway();
      // The server is away. Whoever waits for news looks by itself now and then, and says what is wrong.
      client.end().catch(() => {});
    }
  };
  const listenOn = async (tried: () => void): Promise<void> => {
    await listenOnce(tried);
    tried();
    while (!stopped) {
      await sleep(againMs, undefined, { ref: false });
      if (stopped) return;
      client = connect();
      await listenOnce(onNews);
    }
  };
  await new Promise<void>((resolve) => void listenOn(resolve));
  return {
    stop: async () => {
      stopped = true;
      await client.end().catch(() => {});
    },
  };
}
