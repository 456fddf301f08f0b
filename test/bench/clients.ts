/** Many clients at once against the public service, over connections that stay open. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { repository } from '../temporary-publication.ts';

export type Ask = {
  readonly path: string;
  readonly method: string;
  readonly body?: string;
  readonly from?: string;
};

export type Answered = { readonly status: number; readonly ms: number; readonly atMs: number };

/** One request; its time runs from the asking until the whole answer is there. */
export function askOver(agent: Agent, url: string, ask: Ask): Promise<Answered> {
  const started = performance.now();
  return new Promise((resolve, reject) => {
    const headers: Record<string, string> = { 'x-forwarded-for': ask.from ?? '203.0.113.1' };
    if (ask.body !== undefined) {
      headers['content-type'] = 'application/x-www-form-urlencoded';
      headers['content-length'] = String(Buffer.byteLength(ask.body));
    }
    const sent = request(new URL(ask.path, url), { method: ask.method, agent, headers }, (response) => {
      response.resume();
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, ms: performance.now() - started, atMs: Date.now() }),
      );
    });
    sent.on('error', reject);
    sent.end(ask.body);
  });
}

/** `count` requests by `clients` at once; `make` says which is next. */
export async function hammer(
  url: string,
  count: number,
  clients: number,
  make: (index: number) => Ask,
): Promise<readonly Answered[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: clients });
  const answers = new Array<Answered>(count);
  let next = 0;
  const client = async (): Promise<void> => {
    for (let index = next++; index < count; index = next++)
      answers[index] = await askOver(agent, url, make(index));
  };
  await Promise.all(Array.from({ length: clients }, client));
  agent.destroy();
  return answers;
}

/** The time that `part` of the answers did not exceed, in milliseconds. */
export function quantile(answers: readonly Answered[], part: number): number {
  const times = answers.map(({ ms }) => ms).sort((a, b) => a - b);
  return times[Math.min(times.length - 1, Math.floor(times.length * part))] ?? 0;
}

export type Running = { readonly url: string; readonly stop: () => Promise<void> };

/** `tumen serve` as its operator runs it: a process of its own. */
export async function startService(root: string, secret: string): Promise<Running> {
  const child = spawn(process.execPath, [join(repository, 'src/cli.ts'), 'serve', '--port', '0'], {
    cwd: root,
    env: { PATH: process.env.PATH, TUMEN_SECRET: secret },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [data] = await once(child.stdout, 'data');
  const url = /http:\S+/.exec(String(data))?.[0] ?? '';
  return {
    url,
    stop: async () => {
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}
