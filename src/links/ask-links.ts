/** Asks many links, a few at a time and one at a time of each host, and remembers what they answered. */
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import type { LinkAnswer } from './answer.ts';
import { type AskOptions, askLink, usualOptions } from './ask-link.ts';

/** A page that was there is there tomorrow; what failed may be back within the hour. */
const freshMs = { answered: 24 * 60 * 60 * 1000, failed: 60 * 60 * 1000 } as const;
const atOnce = 6;

export type AskLinksOptions = {
  /** Where answers are kept; null keeps none. */
  readonly cacheFile: string | null;
  readonly onAnswer?: (answer: LinkAnswer) => void;
  readonly ask?: AskOptions;
};

/** The answer of every one of `urls`, from the cache where it is fresh. */
export async function askLinks(
  urls: readonly string[],
  options: AskLinksOptions,
): Promise<ReadonlyMap<string, LinkAnswer>> {
  const { cacheFile, onAnswer = () => {}, ask = usualOptions } = options;
  const known = await readCache(cacheFile);
  const answers = new Map<string, LinkAnswer>();
  const byHost = Map.groupBy(new Set(urls), (url) => new URL(url).host);
  const waiting = [...byHost.values()];
  const worker = async (): Promise<void> => {
    for (let ofHost = waiting.shift(); ofHost !== undefined; ofHost = waiting.shift()) {
      for (const url of ofHost) {
        const cached = known.get(url);
        const answer =
          cached !== undefined && isFresh(cached, ask.nowMs()) ? cached : await askLink(url, ask);
        answers.set(url, answer);
        onAnswer(answer);
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  if (cacheFile !== null) await writeCache(cacheFile, new Map([...known, ...answers]), ask.nowMs());
  return answers;
}

function isFresh(answer: LinkAnswer, nowMs: number): boolean {
  const ageMs = nowMs - answer.at;
  const isGood = answer.kind === 'answered' && answer.status < 400;
  return ageMs >= 0 && ageMs < (isGood ? freshMs.answered : freshMs.failed);
}

const common = {
  url: z.string(),
  redirects: z.array(z.object({ status: z.number(), to: z.string() })),
  tookMs: z.number(),
  at: z.number(),
};
const cacheSchema = z.array(
  z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('answered'), ...common, status: z.number(), title: z.string().nullable() }),
    z.object({
      kind: z.literal('failed'),
      ...common,
      reason: z.enum(['refused', 'unknown', 'broken']),
      what: z.string(),
    }),
  ]),
);

/** A cache that is not there, or that something else has written, is an empty one. */
async function readCache(file: string | null): Promise<Map<string, LinkAnswer>> {
  if (file === null) return new Map();
  try {
    const answers = cacheSchema.parse(JSON.parse(await readFile(file, 'utf8')));
    return new Map(answers.map((answer) => [answer.url, answer]));
  } catch {
    return new Map();
  }
}

async function writeCache(
  file: string,
  answers: ReadonlyMap<string, LinkAnswer>,
  nowMs: number,
): Promise<void> {
  const kept = [...answers.values()].filter((answer) => isFresh(answer, nowMs));
  await mkdir(dirname(file), { recursive: true });
  await writeFile(`${file}.tmp`, `${JSON.stringify(kept, null, 1)}\n`);
  await rename(`${file}.tmp`, file);
}
