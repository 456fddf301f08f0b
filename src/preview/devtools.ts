/** Drives the Chromium of this machine for pictures: as much of its DevTools protocol as that takes, over a pipe. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { UserError } from '../publication/problem.ts';

/** No extension, profile, update or report of the browser's own; the pages are of this machine alone. */
const flags = [
  '--headless',
  '--disable-gpu',
  '--hide-scrollbars',
  '--no-first-run',
  '--no-default-browser-check',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-extensions',
  '--disable-quic',
  '--disable-sync',
  '--remote-debugging-pipe',
];

/** A page that is slower than this to load is given up. */
const answerWithinMs = 30_000;

export type Camera = {
  /** PNG of the whole page at `address`, `width` CSS pixels wide and as high as its content. */
  photograph(address: string, width: number): Promise<Buffer>;
  close(): Promise<void>;
};

type Answer = {
  readonly id?: number;
  readonly method?: string;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
};
type Sent = { resolve: (result: unknown) => void; reject: (error: Error) => void };

/** `executable` is what `findChromium` found. Throws UserError where it does not start. */
export async function openCamera(executable: string): Promise<Camera> {
  const profile = await mkdtemp(join(tmpdir(), 'tumen-chromium-'));
  // Chromium refuses to start as root with its sandbox; the frame's policy forbids scripts either way.
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const browser = spawn(executable, [...flags, ...asRoot, `--user-data-dir=${profile}`, 'about:blank'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
  });
  const send = converse(browser, executable);
  const { targetId } = await send<{ targetId: string }>('Target.createTarget', { url: 'about:blank' });
  const { sessionId } = await send<{ sessionId: string }>('Target.attachToTarget', {
    targetId,
    flatten: true,
  });
  const ask = <Result>(method: string, parameters: object = {}) =>
    send<Result>(method, parameters, sessionId);
  await ask('Page.enable');

  return {
    async photograph(address, width) {
      await ask('Emulation.setDeviceMetricsOverride', {
        width,
        height: 800,
        deviceScaleFactor: 1,
        mobile: false,
      });
      const loaded = send.event('Page.loadEventFired');
      const { errorText } = await ask<{ errorText?: string }>('Page.navigate', { url: address });
      if (errorText !== undefined) throw new Error(`${address}: ${errorText}`);
      await loaded;
      const { cssContentSize } = await ask<{ cssContentSize: { height: number } }>('Page.getLayoutMetrics');
      const clip = {
        x: 0,
        y: 0,
        width,
        height: Math.min(Math.ceil(cssContentSize.height), 16_000),
        scale: 1,
      };
      const { data } = await ask<{ data: string }>('Page.captureScreenshot', {
        format: 'png',
        captureBeyondViewport: true,
        clip,
      });
      return Buffer.from(data, 'base64');
    },
    async close() {
      const closed = new Promise((resolve) => browser.once('close', resolve));
      await send('Browser.close').catch(() => browser.kill());
      await closed;
      await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

type Send = {
  <Result>(method: string, parameters?: object, sessionId?: string): Promise<Result>;
  /** Resolves at the next event of this name. */
  event(method: string): Promise<void>;
};

/** Messages are JSON, each ended by a NUL, in on descriptor 3 and out on 4. */
function converse(browser: ChildProcess, executable: string): Send {
  const [, , , input, output] = browser.stdio as unknown as [null, null, null, Writable, Readable];
  const waiting = new Map<number, Sent>();
  const listeners = new Map<string, (() => void)[]>();
  let last = 0;
  let pending = '';
  const fail = (error: Error) => {
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  const gone = () =>
    fail(
      new UserError(
        `${executable} did not start, or stopped by itself. Try it by hand, or set CHROMIUM to another.`,
      ),
    );
  browser.once('error', gone);
  browser.once('close', gone);
  input.on('error', gone);
  output.setEncoding('utf8').on('data', (piece: string) => {
    const messages = (pending + piece).split('\0');
    pending = messages.pop() ?? '';
    for (const message of messages) receive(JSON.parse(message));
  });
  const receive = ({ id, method, result, error }: Answer): void => {
    if (id !== undefined) {
      const sent = waiting.get(id);
      waiting.delete(id);
      if (error === undefined) sent?.resolve(result);
      else sent?.reject(new Error(error.message));
    } else if (method !== undefined) {
      for (const listener of listeners.get(method) ?? []) listener();
      listeners.delete(method);
    }
  };
  const within = <Result>(promise: Promise<Result>): Promise<Result> => {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new UserError(`${executable} does not answer.`)), answerWithinMs);
    });
    return Promise.race([promise, late]).finally(() => clearTimeout(timer));
  };
  const send = <Result>(method: string, parameters: object = {}, sessionId?: string): Promise<Result> => {
    last += 1;
    const id = last;
    const answer = new Promise<unknown>((resolve, reject) => waiting.set(id, { resolve, reject }));
    input.write(
      `${JSON.stringify({ id, method, params: parameters, ...(sessionId === undefined ? {} : { sessionId }) })}\0`,
    );
    return within(answer as Promise<Result>);
  };
  const event = (method: string): Promise<void> =>
    within(new Promise((resolve) => listeners.set(method, [...(listeners.get(method) ?? []), resolve])));
  return Object.assign(send, { event });
}
