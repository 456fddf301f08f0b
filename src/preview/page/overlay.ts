/** What the page draws over an issue: the outline of a block, and the line where Gmail cuts. Never a part of what is sent. */

const outlineMark = 'data-overlay-outline';
const cutMark = 'data-overlay-cut';

/** Outlines `element` and brings it into sight; null takes the outline away. */
export function outline(frame: HTMLIFrameElement, element: HTMLElement | null, scroll: boolean): void {
  const shown = frame.contentDocument;
  if (shown === null) return;
  shown.querySelector(`[${outlineMark}]`)?.remove();
  if (element === null) return;
  const box = overlay(shown, outlineMark);
  const { left, top, width, height } = element.getBoundingClientRect();
  const { scrollX, scrollY } = shown.defaultView as Window;
  Object.assign(box.style, {
    left: `${left + scrollX - 5}px`,
    top: `${top + scrollY - 5}px`,
    width: `${width + 10}px`,
    height: `${height + 10}px`,
    outline: '2px solid #d2691e',
    borderRadius: '4px',
    background: 'rgb(210 105 30 / 9%)',
  });
  if (scroll) element.scrollIntoView({ block: 'center', behavior: 'instant' });
}

/** Draws the line within the block that the server marked, and veils all that is below. */
export function drawGmailLine(frame: HTMLIFrameElement): void {
  const shown = frame.contentDocument;
  if (shown === null) return;
  for (const old of shown.querySelectorAll(`[${cutMark}]`)) old.remove();
  const block = shown.querySelector<HTMLElement>('[data-gmail-cut]');
  if (block === null) return;
  const { top, height } = block.getBoundingClientRect();
  const y = top + (shown.defaultView as Window).scrollY + height * Number(block.dataset.gmailCut);
  const veil = overlay(shown, cutMark);
  Object.assign(veil.style, {
    left: '0',
    right: '0',
    top: `${y}px`,
    height: `${shown.documentElement.scrollHeight - y}px`,
    borderTop: '3px dashed #b3261e',
    background:
      'repeating-linear-gradient(135deg, rgb(179 38 30 / 5%) 0 12px, rgb(179 38 30 / 11%) 12px 24px)',
  });
  const label = shown.createElement('div');
  label.textContent = 'Gmail cuts here: everything below is behind “View entire message”';
  Object.assign(label.style, {
    position: 'sticky',
    top: '0',
    display: 'inline-block',
    padding: '4px 12px',
    background: '#b3261e',
    color: '#ffffff',
    font: '600 13px/1.4 system-ui, sans-serif',
  });
  veil.append(label);
}

function overlay(shown: Document, mark: string): HTMLElement {
  const box = shown.createElement('div');
  box.setAttribute(mark, '');
  box.setAttribute('aria-hidden', 'true');
  Object.assign(box.style, {
    position: 'absolute',
    pointerEvents: 'none',
    zIndex: '2147483647',
    boxSizing: 'border-box',
  });
  shown.documentElement.append(box);
  return box;
}
