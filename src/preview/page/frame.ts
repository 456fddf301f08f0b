/** The frame on the stage: takes a whole document at a time and keeps the place that the reader was at. */

/** Resolves when the empty document of the frame is there to be written to. */
export function frameReady(frame: HTMLIFrameElement): Promise<void> {
  const isThere = () =>
    frame.contentDocument?.URL.endsWith('/frame') && frame.contentDocument.readyState === 'complete';
  if (isThere()) return Promise.resolve();
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
  view.scrollTo(scrollX, scrollY);
}
