/** Takes the white space out of finished HTML that no reader sees, and nothing else. */

const blocks = new Set(
  `html head meta title style body div table tbody thead tr td th p h1 h2 h3 h4 h5 h6 ul ol li dl dt dd
   blockquote pre hr xml noscript`.split(/\s+/),
);

/** A comment, a block that keeps its white space, a tag, or text. */
const parts = /<!--[\s\S]*?-->|<(pre|style)\b[\s\S]*?<\/\1>|<(?:"[^"]*"|'[^']*'|[^"'<>])*>|[^<]+|</gi;

/**
 * Only ASCII white space is touched: a no-break space is a character like others. Text beside an inline tag keeps
 * one space; beside the edge of a block it keeps none.
 */
export function minifyHtml(html: string): string {
  let out = '';
  let afterBlock = true;
  const all = [...html.matchAll(parts)].map((match) => match[0]);
  all.forEach((part, index) => {
    if (!part.startsWith('<') || part === '<') {
      let text = part.replace(/[ \t\r\n\f]+/g, ' ');
      if (afterBlock) text = text.replace(/^ /, '');
      if (isBlock(all[index + 1] ?? '<html>')) text = text.replace(/ $/, '');
      out += text;
      if (text !== '') afterBlock = false;
      return;
    }
    out += minifyTag(part);
    afterBlock = isBlock(part);
  });
  return out;
}

function isBlock(part: string): boolean {
  if (part.startsWith('<!')) return true;
  const name = /^<\/?([a-z0-9]+)/i.exec(part)?.[1]?.toLowerCase();
  return name !== undefined && (blocks.has(name) || name === 'br');
}

function minifyTag(part: string): string {
  if (/^<pre\b/i.test(part)) return part;
  if (/^<style\b/i.test(part)) return minifyCss(part);
  if (part.startsWith('<!--'))
    return part.replace(/>\s+</g, '><').replace(/\s+/g, ' ').replace(/\]> /, ']>').replace(/ <!\[/, '<![');
  return part
    .replace(/[ \t\r\n\f]+/g, ' ')
    .replace(/ ?(\/?)>$/, '$1>')
    .replace(/ style="([^"]*)"/, (_, style: string) => {
      const short = style
        .replace(/\s*([:;,])\s*/g, '$1')
        .replace(/;$/, '')
        .trim();
      return short === '' ? '' : ` style="${short}"`;
    });
}

function minifyCss(css: string): string {
  return css
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/\s+/g, ' ')
    .replace(/ ?([{};,>]) ?/g, '$1')
    .replace(/: /g, ':')
    .replace(/;}/g, '}');
}
