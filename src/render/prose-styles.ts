/**
 * Inline styles of what Markdown makes: Gmail shows mail of other providers' accounts without any `<style>`.
 * Paragraphs and notes look right by themselves, and there are hundreds of them: theirs stand in the template's head.
 */
import type { Direction } from './languages.ts';
import type { ProseStyles } from './markdown.ts';
import type { Colours } from './palette.ts';

export function proseStyles({ accent, rule, panel, muted }: Colours, direction: Direction): ProseStyles {
  const start = direction === 'ltr' ? 'left' : 'right';
  return {
    a: `color:${accent}`,
    h2: 'margin:28px 0 10px;font-size:24px;line-height:1.25',
    h3: 'margin:26px 0 8px;font-size:20px;line-height:1.3',
    h4: 'margin:22px 0 8px;font-size:18px;line-height:1.4',
    ul: 'margin:0 0 18px;padding:0 24px',
    ol: 'margin:0 0 18px;padding:0 24px',
    li: 'margin:0 0 6px',
    blockquote: `margin:0 0 18px;padding:2px 20px;border-${start}:3px solid ${rule};color:${muted}`,
    pre: `margin:0 0 18px;padding:12px 16px;background:${panel};font-size:16px;white-space:pre-wrap;overflow-wrap:anywhere`,
    hr: `margin:24px 0;border:0;border-top:1px solid ${rule}`,
    table: 'width:100%;margin:0 0 18px;border-collapse:collapse;font-size:16px',
    th: `padding:6px 8px;border-bottom:2px solid ${rule};text-align:${start}`,
    td: `padding:6px 8px;border-bottom:1px solid ${rule};text-align:${start};vertical-align:top`,
    img: 'display:block;max-width:100%;height:auto',
  };
}
