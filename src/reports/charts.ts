/** Charts as SVG of our own: no script, no library, in the page's own colours. */
import { escapeHtml } from '../render/escape-html.ts';

export type Point = { readonly x: number; readonly y: number };

const width = 640;
const height = 220;
const left = 56;
const bottom = 28;
const top = 12;

/** A curve that rises to `total`; `label` is read out in place of the picture, `xLabels` stand at its two ends. */
export function riseChart(
  points: readonly Point[],
  total: number,
  label: string,
  xLabels: readonly [string, string],
): string {
  const lastX = Math.max(1, points.at(-1)?.x ?? 1);
  const most = Math.max(1, total);
  const at = ({ x, y }: Point) =>
    `${round(left + ((width - left) * x) / lastX)} ${round(top + (height - top - bottom) * (1 - y / most))}`;
  const line = [{ x: 0, y: 0 }, ...points].map(at).join('L');
  const floor = height - bottom;
  const ticks = [0, 0.5, 1].map((part) => {
    const y = round(top + (floor - top) * (1 - part));
    return `<path class="grid" d="M${left} ${y}H${width}"/><text x="${left - 8}" y="${y + 5}" text-anchor="end">${Math.round(most * part).toLocaleString('en')}</text>`;
  });
  return svg(
    label,
    height,
    `${ticks.join('')}<path class="area" d="M${line}L${width} ${floor}L${left} ${floor}Z"/><path class="line" d="M${line}"/>
<text x="${left}" y="${height - 6}">${escapeHtml(xLabels[0])}</text><text x="${width}" y="${height - 6}" text-anchor="end">${escapeHtml(xLabels[1])}</text>`,
  );
}

export type Bar = {
  readonly name: string;
  /** Parts of the bar from its start, each with the class that colours it. */
  readonly parts: readonly { readonly value: number; readonly class: string }[];
  /** What stands at its end. */
  readonly note: string;
};

const barHeight = 18;
const rowHeight = 46;

/** Horizontal bars, as long as their share of the longest. Their numbers stand in words beside them. */
export function barChart(bars: readonly Bar[], label: string): string {
  const sumOf = ({ parts }: Bar) => parts.reduce((sum, { value }) => sum + value, 0);
  const most = Math.max(1, ...bars.map(sumOf));
  const rows = bars.map((bar, row) => {
    const y = row * rowHeight;
    let x = 0;
    const parts = bar.parts.map(({ value, class: name }) => {
      const length = (width * value) / most;
      const rect = `<rect class="${name}" x="${round(x)}" y="${y + 22}" width="${round(length)}" height="${barHeight}"/>`;
      x += length;
      return rect;
    });
    const name = bar.name.length > 44 ? `${bar.name.slice(0, 43)}…` : bar.name;
    return `<text x="0" y="${y + 16}" class="name">${escapeHtml(name)}</text><text x="${width}" y="${y + 16}" text-anchor="end">${escapeHtml(bar.note)}</text>${parts.join('')}`;
  });
  return svg(label, Math.max(1, bars.length) * rowHeight, rows.join(''));
}

function svg(label: string, high: number, content: string): string {
  return `<svg class="chart" role="img" aria-label="${escapeHtml(label)}" viewBox="0 0 ${width} ${high}" width="${width}" height="${high}">${content}</svg>`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
