/** One view of the issue: a frame at its width, with what it is and how far it can be trusted. */

import { frameReady, placeOf, showDocument } from './frame.ts';
import { clampWidth, type Look, printLook } from './look.ts';
import { drawGmailLine, outline } from './overlay.ts';
import { find, issueAddress, read } from './page.ts';

export type Pane = {
  readonly element: HTMLElement;
  readonly frame: HTMLIFrameElement;
  /** Shows the issue as `look` says; asks the server only where what is in the frame is to change. */
  show(look: Look): Promise<void>;
  /** Asks the server again, because something was saved. */
  refresh(): Promise<void>;
  /** Sets the frame's size anew: the window or the number of panes has changed. */
  fit(): void;
  /** Says which line made `element`, outlines it, and keeps it for the editor. */
  mark(element: HTMLElement | null, place: string | null, scroll: boolean): void;
  /** `file:line` of what is marked. */
  marked(): string | null;
};

export type PaneEvents = {
  /** Keys that were pressed within the frame, where the page does not hear them. */
  readonly onKey: (event: KeyboardEvent) => void;
  readonly onFocus: () => void;
  readonly onScroll: () => void;
  readonly onWidth: (width: number) => void;
};

/** Views that show the message itself, on which Gmail's line is drawn. */
const cutViews = new Set(['written', 'gmail', 'gmail-plain']);

export function openPane(at: number, events: PaneEvents): Pane {
  const element = find(`[data-pane="${at}"]`);
  const frame = find<HTMLIFrameElement>('iframe', element);
  const handle = find('.handle', element);
  let look: Look | null = null;
  let asked = '';
  let request = 0;
  let place: string | null = null;

  const load = async (): Promise<void> => {
    if (look === null) return;
    request += 1;
    const mine = request;
    const [html] = await Promise.all([
      read(issueAddress('stage', printLook({ ...look, width: 0 }))),
      frameReady(frame),
    ]);
    // A later request has overtaken this one, or the preview is gone: what is shown stays.
    if (html === null || mine !== request) return;
    showDocument(frame, html);
    decorate();
    element.dataset.shown = String(mine);
  };

  const decorate = (): void => {
    if (cutViews.has(look?.view ?? '')) drawGmailLine(frame);
  };

  const fit = (): void => {
    if (look === null || element.hidden) return;
    const desk = find('.desk', element);
    const scale = Math.min(1, (desk.clientWidth - 28) / look.width);
    const box = find('.frame-box', element);
    box.style.width = `${look.width * scale}px`;
    frame.style.width = `${look.width}px`;
    frame.style.height = `${desk.clientHeight / scale}px`;
    frame.style.transform = scale === 1 ? '' : `scale(${scale})`;
    find('.pane-size', element).textContent =
      `${look.width} px${scale === 1 ? '' : ` at ${Math.round(scale * 100)} %`}`;
    handle.setAttribute('aria-valuenow', String(look.width));
    decorate();
  };

  const listen = async (): Promise<void> => {
    await frameReady(frame);
    const shown = frame.contentDocument as Document;
    shown.addEventListener('keydown', events.onKey);
    shown.addEventListener('scroll', events.onScroll);
    shown.addEventListener('click', (event) => {
      events.onFocus();
      const link = (event.target as Element).closest?.('a[href]');
      // A link of the issue leads away from the page; within the issue it may lead.
      if (link !== null && !link.getAttribute('href')?.startsWith('#')) event.preventDefault();
      const found = placeOf(event.target);
      mark(found?.element ?? null, found?.place ?? null, false);
    });
  };

  const mark: Pane['mark'] = (block, at, scroll) => {
    place = at;
    outline(frame, block, scroll);
    const foot = find('.pane-place', element);
    foot.hidden = at === null;
    if (at === null) return;
    const link = document.createElement('a');
    link.textContent = at;
    link.href = editorAddress(at);
    foot.replaceChildren('Made by ', link);
    void showLine(foot, at);
  };

  drag(handle, frame, () => look?.width ?? 680, events.onWidth);
  element.addEventListener('pointerdown', events.onFocus);
  element.addEventListener('focusin', events.onFocus);
  void listen();

  return {
    element,
    frame,
    async show(next) {
      const query = String(printLook({ ...next, width: 0 }));
      look = next;
      describe(element, next);
      fit();
      if (query === asked) return;
      asked = query;
      mark(null, null, false);
      await load();
    },
    refresh: load,
    fit,
    mark,
    marked: () => place,
  };
}

/** Adds the line itself, unless by then another place is shown. */
async function showLine(foot: HTMLElement, place: string): Promise<void> {
  const line = await read(`/line?${new URLSearchParams({ place })}`);
  if (line === null || foot.querySelector('a')?.textContent !== place) return;
  const code = document.createElement('code');
  code.textContent = line.trim();
  foot.append(code);
}

/** The address at which editors of the VS Code family open a file at a line. */
export function editorAddress(place: string): string {
  const root = document.body.dataset.root ?? '';
  return encodeURI(`vscode://file${root.startsWith('/') ? '' : '/'}${root}/${place}`);
}

/** Title, badge and sentence of the view, from the buttons that the server wrote. */
function describe(element: HTMLElement, look: Look): void {
  const view = find(`[data-view="${CSS.escape(look.view)}"]`).dataset;
  const palette = find(`[data-palette="${CSS.escape(look.palette)}"]`).dataset;
  const isMail = view.fidelity !== '';
  find('.pane-title', element).textContent =
    look.palette === 'light' || !isMail
      ? (view.title ?? '')
      : `${view.title}, ${palette.title?.toLowerCase()}`;
  const badge = find('.badge', element);
  badge.hidden = !isMail;
  const order = ['high', 'medium', 'low'];
  const fidelity =
    order[Math.max(order.indexOf(view.fidelity ?? ''), order.indexOf(palette.fidelity ?? ''))] ?? '';
  badge.textContent = `${fidelity} fidelity, rules of ${view.rules}`;
  badge.className = `badge ${fidelity}`;
  find('.pane-does', element).textContent = [
    view.does,
    ...(isMail && look.palette !== 'light' ? [palette.does] : []),
  ].join(' ');
}

/** The edge of the sheet, by pointer and by arrow keys. */
function drag(
  handle: HTMLElement,
  frame: HTMLIFrameElement,
  width: () => number,
  onWidth: (width: number) => void,
): void {
  handle.addEventListener('pointerdown', (event) => {
    handle.setPointerCapture(event.pointerId);
    // Else the frame would swallow the pointer.
    frame.style.pointerEvents = 'none';
    const from = event.clientX;
    const before = width();
    const scale = frame.getBoundingClientRect().width / before;
    const move = (moved: PointerEvent) => onWidth(clampWidth(before + ((moved.clientX - from) * 2) / scale));
    handle.addEventListener('pointermove', move);
    handle.addEventListener(
      'lostpointercapture',
      () => {
        handle.removeEventListener('pointermove', move);
        frame.style.pointerEvents = '';
      },
      { once: true },
    );
  });
  handle.addEventListener('keydown', (event) => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    onWidth(clampWidth(width() + step * (event.shiftKey ? 50 : 10)));
  });
}
