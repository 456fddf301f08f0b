/** The last touch on a finished HTML's text: apostrophes, and in right-to-left issues the isolation of Latin names. */
import type { Direction } from './languages.ts';
import { type MergeLedger, tokenPattern } from './merge-fields.ts';

const parts = /<!--[\s\S]*?-->|<(head|style|pre|code)\b[\s\S]*?<\/\1>|<(?:"[^"]*"|'[^']*'|[^"'<>])*>|[^<]+/gi;

/** Clients drop the attributes of `<html>`, some also of the wrapper; so each block says its direction itself. */
const directed = /^<(td|p|h[1-6]|ul|ol|blockquote)(?=[\s>])(?![^>]*\sdir=)/;

export function typesetHtml(html: string, direction: Direction, ledger: MergeLedger): string {
  return html.replace(parts, (part) => {
    if (part.startsWith('<')) return direction === 'rtl' ? part.replace(directed, '$& dir="rtl"') : part;
    const text = typesetText(part);
    return direction === 'rtl' ? isolateLatin(text, ledger) : text;
  });
}

/** Typewriter apostrophes between letters become real ones; addresses keep what they have. */
export function typesetText(text: string): string {
  return text.replace(/\S*:\/\/\S*|(?<=[\p{L}\p{N}])(?:'|&#39;)(?=\p{L})/gu, (found) =>
    found.includes('://') ? found : '’',
  );
}

/** An entity, or a name, a title, an address in Latin letters from its first to its last letter or digit. */
const latinRun =
  /&(?:[a-z]+|#\d+);|\p{Script=Latin}(?:[\p{Script=Latin}\p{M}\p{N}]|(?:&amp;|&#39;|[ '’.@/_:?=%#+–-])+(?=[\p{Script=Latin}\p{N}]))*/gu;

/** Without isolation, full stops and brackets beside a Latin name jump to its other side. */
function isolateLatin(text: string, ledger: MergeLedger): string {
  let isolated = '';
  let from = 0;
  for (const match of text.matchAll(tokenPattern(ledger))) {
    const isField = ledger.planted[Number(match[1])]?.tag.kind === 'field';
    isolated += isolateRuns(text.slice(from, match.index));
    isolated += isField ? `<span dir="auto">${match[0]}</span>` : match[0];
    from = match.index + match[0].length;
  }
  return isolated + isolateRuns(text.slice(from));
}

function isolateRuns(text: string): string {
  return text.replace(latinRun, (run) => (run.startsWith('&') ? run : `<span dir="ltr">${run}</span>`));
}
