/** Tells every open page that something was saved, by server-sent events. */
import type { Context } from 'hono';
import { streamSSE } from 'hono/streaming';

export type Saves = {
  /** Answers a page's request for events; the answer stays open until the page goes or the preview closes. */
  subscribe(c: Context): Response;
  /** Tells all pages that the files were read again. */
  announce(generation: number): void;
  close(): void;
};

/** `session` changes with each start of the preview: a page of an earlier one then loads itself again. */
export function openSaves(session: string, generation: () => number): Saves {
  const listeners = new Set<(generation: number) => void>();
  const closing = new AbortController();
  return {
    subscribe(c) {
      return streamSSE(c, async (stream) => {
        const tell = (of: number) => stream.writeSSE({ event: 'saved', data: String(of) });
        listeners.add(tell);
        await stream.writeSSE({ event: 'session', data: `${session} ${generation()}`, retry: 500 });
        await new Promise<void>((resolve) => {
          stream.onAbort(resolve);
          closing.signal.addEventListener('abort', () => resolve());
        });
        listeners.delete(tell);
      });
    },
    announce(of) {
      for (const tell of listeners) void tell(of);
    },
    close: () => closing.abort(),
  };
}
