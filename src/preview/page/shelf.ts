/** Brings the shelf to life: it is read again at every save. */
import { onSave } from './live.ts';

onSave(async () => {
  const answer = await fetch('/');
  const next = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const shelf = document.querySelector('main');
  const nextShelf = next.querySelector('main');
  if (shelf !== null && nextShelf !== null) shelf.replaceWith(document.importNode(nextShelf, true));
});
