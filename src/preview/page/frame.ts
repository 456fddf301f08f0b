/** The frame on the stage: takes a whole document at a time and keeps the place that the reader was at. */

/** Resolves when the empty document of the frame is there to be written to. */
export function frameReady(frame: HTMLIFrameElement): Promise<void> {
  const { contentDocument } = frame;
  if (contentDocument?.URL.endsWith('/frame') && contentDocument.readyState === 'complete')
    return Promise.resolve();
  return new Promise((resolve) => frame.addEventListener('load', () => resolve(), { once: true }));
}

/**
 * Puts `html` in the place of what the frame shows. The document is exchanged, not loaded: nothing flashes, the
 * scroll position stays, and the policy that the frame was loaded under (no scripts) goes on holding.
 */
export function showDocument(frame: HTMLIFrameElement, html: string): void {
  const shown = frame.contentDocument;
  const view = frame.contentWindow as (Window & typeof globalThis) | null;
  if (shown === null || view === null) return;
  const { scrollX, scrollY } = view;
  // The frame's own parser: what the page's would parse stood under the page's policy, which forbids inline style.
  const next = new view.DOMParser().parseFromString(html, 'text/html');
  shown.documentElement.replaceWith(shown.importNode(next.documentElement, true));
  view.scrollTo({ left: scrollX, top: scrollY, behavior: 'instant' });
}

/** The innermost block around `node` of which it is known which line made it. */
export function placeOf(
  node: EventTarget | null,
): { readonly element: HTMLElement; readonly place: string } | null {
  const element = (node as Element | null)?.closest?.<HTMLElement>('[data-src]') ?? null;
  const place = element?.dataset.src;
  return element === null || place === undefined || place === '' ? null : { element, place };
}

/**
 * The block that `place` (`file:line`) made: that line's own, or the last one of the file before it. `file:` alone
 * finds the file's first.
 */
export function findPlace(frame: HTMLIFrameElement, place: string): HTMLElement | null {
  const split = place.lastIndexOf(':');
  const file = place.slice(0, split);
  const line = Number(place.slice(split + 1)) || 0;
  const blocks = [...(frame.contentDocument?.querySelectorAll<HTMLElement>('[data-src]') ?? [])]
    .map((element) => ({ element, at: lineIn(element.dataset.src ?? '', file) }))
    .filter((block): block is { element: HTMLElement; at: number } => block.at !== null);
  const before = blocks.filter(({ at }) => at <= line);
  const nearest = Math.max(...before.map(({ at }) => at));
  return (before.find(({ at }) => at === nearest) ?? blocks[0])?.element ?? null;
}

function lineIn(place: string, file: string): number | null {
  return place.startsWith(`${file}:`) ? Number(place.slice(file.length + 1)) : null;
}
