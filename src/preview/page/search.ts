/** `/`: finds issues, stories, views and the words of the issue itself. */
import { find, findAll } from './page.ts';

export type Found = { readonly kind: string; readonly title: string; readonly open: () => void };

const mostFound = 30;

/** `all` answers with everything that can be found now; the words of the issue among it. */
export function openSearch(all: () => Promise<readonly Found[]>): { open(): void } {
  const dialog = find<HTMLDialogElement>('#search');
  const text = find<HTMLInputElement>('#search-text');
  const results = find('#search-results');
  let found: readonly Found[] = [];
  let known: readonly Found[] = [];
  let chosen = 0;

  const choose = (at: number): void => {
    chosen = Math.max(0, Math.min(found.length - 1, at));
    for (const [index, option] of findAll('[role="option"]', results).entries()) {
      option.setAttribute('aria-selected', String(index === chosen));
      if (index === chosen) option.scrollIntoView({ block: 'nearest' });
    }
    if (found.length > 0) text.setAttribute('aria-activedescendant', `found-${chosen}`);
    else text.removeAttribute('aria-activedescendant');
  };
  const search = (): void => {
    const words = text.value
      .toLowerCase()
      .split(/\s+/)
      .filter((word) => word !== '');
    found = known
      .filter(({ kind, title }) => words.every((word) => `${kind} ${title}`.toLowerCase().includes(word)))
      .slice(0, mostFound);
    results.replaceChildren(...found.map(({ kind, title }, at) => option(at, kind, title)));
    choose(0);
  };
  const open = (at: number): void => {
    dialog.close();
    found[at]?.open();
  };
  text.addEventListener('input', search);
  text.addEventListener('keydown', (event) => {
    if (event.key === 'ArrowDown') choose(chosen + 1);
    else if (event.key === 'ArrowUp') choose(chosen - 1);
    else if (event.key === 'Enter') open(chosen);
    else return;
    event.preventDefault();
  });
  results.addEventListener('click', ({ target }) => {
    const option = (target as Element).closest('[role="option"]');
    if (option !== null) open(findAll('[role="option"]', results).indexOf(option as HTMLElement));
  });
  return {
    async open() {
      text.value = '';
      dialog.showModal();
      known = await all();
      search();
    },
  };
}

function option(at: number, kind: string, title: string): HTMLElement {
  const item = document.createElement('li');
  item.id = `found-${at}`;
  item.setAttribute('role', 'option');
  const label = document.createElement('span');
  label.className = 'found-kind';
  label.textContent = kind;
  item.append(label, title);
  return item;
}
