/** Brings an issue's page to life. */
import { frameReady, showDocument } from './frame.ts';
import { onSave } from './live.ts';
import { type Look, parseLook, printLook, stepWidth } from './look.ts';

const issue = document.body.dataset.issue ?? '';
const frame = document.querySelector('iframe') as HTMLIFrameElement;
let look: Look = parseLook(new URLSearchParams(location.search));

function setLook(change: Partial<Look>): void {
  look = { ...look, ...change };
  const query = printLook(look);
  history.replaceState(null, '', query === '' ? location.pathname : `?${query}`);
  showLook();
}

function showLook(): void {
  frame.style.width = `${look.width}px`;
  for (const button of document.querySelectorAll<HTMLButtonElement>('button[data-width]'))
    button.setAttribute('aria-pressed', String(Number(button.dataset.width) === look.width));
}

async function read(): Promise<void> {
  const [stage, problems] = await Promise.all(
    ['stage', 'problems'].map(async (part) => (await fetch(`/issues/${issue}/${part}`)).text()),
  );
  await frameReady(frame);
  showDocument(frame, stage ?? '');
  const place = document.querySelector('#problems');
  if (place !== null) place.innerHTML = problems ?? '';
}

document.addEventListener('click', ({ target }) => {
  const button = target instanceof Element ? target.closest('button') : null;
  if (button?.dataset.width !== undefined) setLook({ width: Number(button.dataset.width) });
});
document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === '[') setLook({ width: stepWidth(look.width, -1) });
  if (event.key === ']') setLook({ width: stepWidth(look.width, 1) });
});
onSave(read);
showLook();
void read();
