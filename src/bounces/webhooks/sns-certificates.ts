/** The certificates that Amazon SNS signs with: each asked for once, and kept as long as the service runs. */
import { X509Certificate } from 'node:crypto';
import { askOnce } from '../../links/hop.ts';
import { isPublicAddress } from '../../links/public-address.ts';

/** Asks an address over TLS, without following where it points on. Throws where no answer comes. */
export type Ask = (url: URL) => Promise<{ readonly status: number; readonly text: string }>;

const patienceMs = 10_000;

export const askSns: Ask = (url) =>
  askOnce(url, { isAllowed: isPublicAddress, signal: AbortSignal.timeout(patienceMs), reads: /^/ });

/** What failed is not asked for again at once, however often it is named. */
const restMs = 30_000;
const mostRemembered = 100;

/**
 * The certificate at an address, or null where it cannot be had now. One is asked for at a time: whoever makes up
 * addresses makes this machine ask one after another and no faster.
 */
export function openCertificates(ask: Ask): (url: string, nowMs: number) => Promise<X509Certificate | null> {
  const kept = new Map<string, X509Certificate>();
  const failedAt = new Map<string, number>();
  let underWay: { readonly url: string; readonly answer: Promise<X509Certificate | null> } | null = null;

  const fetchOne = async (url: string, nowMs: number): Promise<X509Certificate | null> => {
    try {
      const { status, text } = await ask(new URL(url));
      if (status !== 200) throw new Error(`${status}`);
      const certificate = new X509Certificate(text);
      if (kept.size >= mostRemembered) kept.clear();
      kept.set(url, certificate);
      return certificate;
    } catch {
      if (failedAt.size >= mostRemembered) failedAt.clear();
      failedAt.set(url, nowMs);
      return null;
    }
  };

  return async (url, nowMs) => {
    const found = kept.get(url);
    if (found !== undefined) return found;
    if (underWay !== null) return underWay.url === url ? underWay.answer : null;
    if (nowMs - (failedAt.get(url) ?? Number.NEGATIVE_INFINITY) < restMs) return null;
    const answer = fetchOne(url, nowMs).finally(() => {
      underWay = null;
    });
    underWay = { url, answer };
    return answer;
  };
}
