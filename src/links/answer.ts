/** What came back when a link was asked. */

/** `at` says when, in milliseconds since 1970; `tookMs` is the time to the last answer, redirects included. */
export type LinkAnswer =
  | {
      readonly kind: 'answered';
      readonly url: string;
      /** Of the last answer. */
      readonly status: number;
      /** Each answer that pointed on, in its order. */
      readonly redirects: readonly { readonly status: number; readonly to: string }[];
      /** Of an HTML page; null where there is none. */
      readonly title: string | null;
      readonly tookMs: number;
      readonly at: number;
    }
  | {
      readonly kind: 'failed';
      readonly url: string;
      /** `refused`: we do not ask there. `unknown`: the name leads nowhere. `broken`: no answer, in time or at all. */
      readonly reason: 'refused' | 'unknown' | 'broken';
      /** A sentence. */
      readonly what: string;
      readonly redirects: readonly { readonly status: number; readonly to: string }[];
      readonly tookMs: number;
      readonly at: number;
    };

/** The page that was reached in the end. */
export function finalUrl({ url, redirects }: Pick<LinkAnswer, 'url' | 'redirects'>): string {
  return redirects.at(-1)?.to ?? url;
}
