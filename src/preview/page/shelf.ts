/** Brings the shelf to life: read again at every save, and gone through by keys. */
import { onSave } from './live.ts';
import { findAll, read } from './page.ts';

document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const links = findAll<HTMLAnchorElement>('.shelf a');
  const at = links.indexOf(document.activeElement as HTMLAnchorElement);
  if (event.key === 'ArrowDown') links[Math.min(links.length - 1, at + 1)]?.focus();
  else if (event.key === 'ArrowUp') links[Math.max(0, at - 1)]?.focus();
  else if (/^[1-9]$/.test(event.key)) links.find((link) => link.pathname === `/issues/${event.key}`)?.click();
  else return;
  event.preventDefault();
});

onSave(async () => {
  const html = await read('/');
  if (html === null) return;
  const focused = (document.activeElement as HTMLAnchorElement | null)?.pathname;
  const next = new DOMParser().parseFromString(html, 'text/html').querySelector('main');
  if (next !== null) document.querySelector('main')?.replaceWith(document.importNode(next, true));
  findAll<HTMLAnchorElement>('.shelf a')
    .find((link) => link.pathname === focused)
    ?.focus();
});
