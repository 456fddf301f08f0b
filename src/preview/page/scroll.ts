/** Two views scrolled together: by the block at the top where both have it, else by share of the whole. */

/** Brings `other` to the place where `leading` is. */
export function follow(leading: HTMLIFrameElement, other: HTMLIFrameElement): void {
  const [from, to] = [leading.contentDocument, other.contentDocument];
  const [view, otherView] = [leading.contentWindow, other.contentWindow];
  if (from === null || to === null || view === null || otherView === null) return;
  const top = blockAtTop(from);
  const twin =
    top === null ? null : to.querySelector<HTMLElement>(`[data-src="${CSS.escape(top.dataset.src ?? '')}"]`);
  if (top !== null && twin !== null) {
    const [box, twinBox] = [top.getBoundingClientRect(), twin.getBoundingClientRect()];
    const share = box.height === 0 ? 0 : Math.max(0, -box.top / box.height);
    const target = twinBox.top + otherView.scrollY + share * twinBox.height - Math.max(0, box.top);
    otherView.scrollTo({ top: target, behavior: 'instant' });
    return;
  }
  const share = view.scrollY / Math.max(1, from.documentElement.scrollHeight - view.innerHeight);
  otherView.scrollTo({
    top: share * (to.documentElement.scrollHeight - otherView.innerHeight),
    behavior: 'instant',
  });
}

/** The first block with a place of its own that is not wholly above the window. */
function blockAtTop(shown: Document): HTMLElement | null {
  for (const block of shown.querySelectorAll<HTMLElement>('[data-src]')) {
    const { bottom, height } = block.getBoundingClientRect();
    if (height > 0 && bottom > 0) return block;
  }
  return null;
}
