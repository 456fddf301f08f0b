/** The ear of a process: hears through PostgreSQL's LISTEN that another one has changed something. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from 'pg';
import type { Listening } from './database.ts';

const againMs = 1_000;

/**
 * Listens on a connection of its own until stopped. When that was lost it listens again, and calls `onNews` then: something
 * may have been said meanwhile. Resolves when it listens, or has tried to.
 */
export async function listen(connect: () => Client, onNews: () => void): Promise<Listening> {
  let stopped = false;
  let client = connect();
  const listenOnce = async (tried: () => void): Promise<void> => {
    const ended = new Promise((resolve) => client.once('end', resolve));
    client.on('error', () => {});
    client.on('notification', onNews);
    try {
      await client.connect();
      await client.query('listen tumen');
      tried();
      await ended;
    } catch {
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
