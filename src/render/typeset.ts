/** The last touch on a finished HTML's text: apostrophes, and in right-to-left issues the isolation of Latin names. */
import type { Direction } from './languages.ts';
import { type MergeLedger, tokenPattern } from './merge-fields.ts';

const parts = /<!--[\s\S]*?-->|<(head|style|pre|code)\b[\s\S]*?<\/\1>|<(?:"[^"]*"|'[^']*'|[^"'<>])*>|[^<]+/gi;

/** Clients drop the attributes of `<html>`, some also of the wrapper; so each block says its direction itself. */
const directed = /^<(td|p|h[1-6]|ul|ol|blockquote)(?=[\s>])(?![^>]*\sdir=)/;

/** `html` is minified. In a right-to-left issue its blocks are directed and its Latin names isolated. */
export function typesetHtml(html: string, direction: Direction, ledger: MergeLedger): string {
  const rtl = direction === 'rtl';
  return (rtl ? directLatinBlocks(html) : html).replace(parts, (part) => {
    if (part.startsWith('<')) return rtl ? part.replace(directed, '$& dir="rtl"') : part;
    const text = typesetText(part);
    return rtl ? isolateLatin(text, ledger) : text;
  });
}

/** Typewriter apostrophes between letters become real ones; addresses keep what they have. */
export function typesetText(text: string): string {
  // An address is looked for at the beginning of a word alone: from every letter of a very long one it takes minutes.
  return text.replace(/(?<!\S)\S*:\/\/\S*|(?<=[\p{L}\p{N}])(?:'|&#39;)(?=\p{L})/gu, (found) =>
    found.includes('://') ? found : '’',
  );
}

const rightToLeftLetter =
  /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;
const latinLetter = /\p{Script=Latin}/u;

function isLatin(text: string): boolean {
  return latinLetter.test(text) && !rightToLeftLetter.test(text);
}

/** Above this many characters a text is read rather than glanced at, and wants a straight left edge. */
const longText = 100;

/** A paragraph or heading that is Latin throughout, such as the note on a foreign source, runs from left to right. */
function directLatinBlocks(html: string): string {
  const block = /<(p|h[1-6])((?:\s[^>]*)?)>([\s\S]*?)(?=<\/\1>)/g;
  return html.replace(block, (whole, name: string, attributes: string, inner: string) => {
    const text = inner.replace(/<[^>]*>|&[#a-z0-9]+;/g, '');
    if (!isLatin(text)) return whole;
    const aligned =
      text.length > longText && !attributes.includes(' style=')
        ? `${attributes} style="text-align:left"`
        : attributes;
    return `<${name} dir="ltr"${aligned}>${inner}`;
  });
}

/** An entity, or a name, a title, an address in Latin letters from its first to its last letter or digit. */
const latinRun =
  /&(?:[a-z]+|#\d+);|\p{Script=Latin}(?:[\p{Script=Latin}\p{M}\p{N}]|(?:&amp;|&#39;|[ '’.,;:@/_?=%#+–-])+(?=[\p{Script=Latin}\p{N}]))*/gu;

/** A text without any letter from right to left, from its first letter, digit or quotation mark to its last. */
const latinWhole = /[\p{L}\p{N}“‘«](?:.*[\p{L}\p{N}”’»])?/su;

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
  const pattern = isLatin(text) && !text.includes('&') ? latinWhole : latinRun;
  return text.replace(pattern, (run) => (run.startsWith('&') ? run : `<span dir="ltr">${run}</span>`));
}
