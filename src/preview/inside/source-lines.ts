/** Finished HTML, which is one long line, broken so that a person can read it. */

/** Tags that begin a line of their own. */
const breaking =
  /(<\/?(?:html|head|body|meta|title|style|div|table|tbody|thead|tr|td|th|p|h[1-6]|ul|ol|li|blockquote|pre|hr)\b|<!)/gi;
const opening = /^<(?!\/|!|meta|hr|br|img|link)([a-z][a-z0-9]*)\b(?:"[^"]*"|'[^']*'|[^"'>])*(?<!\/)>/i;

export type SourceLine = { readonly depth: number; readonly text: string };

/** Only line breaks and indentation are added, and only before tags; text and tags stay as they are. */
export function sourceLines(html: string): SourceLine[] {
  const lines: SourceLine[] = [];
  let depth = 0;
  for (const text of html.replace(breaking, '\n$1').split('\n')) {
    if (text.trim() === '') continue;
    const closes = /^<\/([a-z0-9]+)/i.test(text);
    if (closes) depth = Math.max(0, depth - 1);
    lines.push({ depth, text });
    const name = opening.exec(text)?.[1]?.toLowerCase();
    if (name !== undefined && breakingNames.has(name) && !new RegExp(`</${name}>`, 'i').test(text))
      depth += 1;
  }
  return lines;
}

const breakingNames = new Set(
  'html head body title style div table tbody thead tr td th p h1 h2 h3 h4 h5 h6 ul ol li blockquote pre'.split(
    ' ',
  ),
);
