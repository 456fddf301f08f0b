/** Asks one link as a reader's browser would, redirects and all, within bounds of time, size and place. */
import type { LinkAnswer } from './answer.ts';
import { askOnce, type Hop, RefusedAddress } from './hop.ts';
import { isPublicAddress } from './public-address.ts';

const mostRedirects = 5;

export type AskOptions = {
  /** For all hops together. */
  readonly timeoutMs: number;
  /** Judges each address before it is asked, also after a redirect. */
  readonly isAllowed: (address: string) => boolean;
  readonly nowMs: () => number;
};

export const usualOptions: AskOptions = { timeoutMs: 15_000, isAllowed: isPublicAddress, nowMs: Date.now };

/** Never throws for what the other side does; that is the answer. */
export async function askLink(url: string, options: AskOptions = usualOptions): Promise<LinkAnswer> {
  const { timeoutMs, isAllowed, nowMs } = options;
  const at = nowMs();
  const started = performance.now();
  const signal = AbortSignal.timeout(timeoutMs);
  const redirects: { status: number; to: string }[] = [];
  const took = () => ({ tookMs: Math.round(performance.now() - started), at });
  const failed = (reason: 'refused' | 'unknown' | 'broken', what: string): LinkAnswer => {
    return { kind: 'failed', url, reason, what, redirects, ...took() };
  };
  let current = new URL(url);
  for (;;) {
    if (current.protocol !== 'https:' && current.protocol !== 'http:') {
      return failed('refused', `It leads to ${current.protocol}, which is not the web.`);
    }
    let hop: Hop;
    try {
      hop = await askOnce(current, { isAllowed, signal });
    } catch (error) {
      return failed(...describe(error, current, timeoutMs));
    }
    if (hop.location === null || hop.status < 300 || hop.status > 399) {
      return { kind: 'answered', url, status: hop.status, redirects, title: titleOf(hop.text), ...took() };
    }
    if (!URL.canParse(hop.location, current.href))
      return failed('broken', `It points on to “${hop.location}”, which is no address.`);
    current = new URL(hop.location, current);
    redirects.push({ status: hop.status, to: current.href });
    if (redirects.length > mostRedirects)
      return failed('broken', `It points on more than ${mostRedirects} times.`);
  }
}

function describe(
  error: unknown,
  { hostname }: URL,
  timeoutMs: number,
): ['refused' | 'unknown' | 'broken', string] {
  if (error instanceof RefusedAddress) return ['refused', `It was not asked: ${error.message}.`];
  const { name, code, message } = error as NodeJS.ErrnoException;
  if (name === 'TimeoutError' || name === 'AbortError')
    return ['broken', `No answer came in ${timeoutMs / 1000} seconds.`];
  if (code === 'ENOTFOUND' || code === 'EAI_NONAME') return ['unknown', `There is no host ${hostname}.`];
  return ['broken', `${hostname} could not be asked: ${message}.`];
}

/** The first `<title>`, its blanks joined and its common entities read. */
function titleOf(html: string): string | null {
  const found = /<title[^>]*>([^<]{1,1000})/i.exec(html)?.[1];
  if (found === undefined) return null;
  const entities: Readonly<Record<string, string>> = {
    amp: '&',
    lt: '<',
    gt: '>',
    quot: '"',
    '#39': "'",
    nbsp: ' ',
  };
  const title = found
    .replace(/&(#39|\w+);/g, (whole, name: string) => entities[name] ?? whole)
    .replace(/\s+/g, ' ')
    .trim();
  return title === '' ? null : title.slice(0, 300);
}
