/** `p`: the reader as whom the issue is looked at. */
import { find, findAll, issueAddress, read } from './page.ts';

export type ReaderTitle = { readonly id: string; readonly title: string };

export function openReaders(onReader: (reader: ReaderTitle) => void): { open(current: string): void } {
  const dialog = find<HTMLDialogElement>('#readers');
  const subscribers = find('#subscribers');
  const address = find<HTMLInputElement>('#reader-search input');

  const offer = async (): Promise<void> => {
    const answer = await read(issueAddress('subscribers', new URLSearchParams({ address: address.value })));
    const offered: { id: string; title: string; tries: string }[] = answer === null ? [] : JSON.parse(answer);
    subscribers.replaceChildren(...offered.map(button));
    if (offered.length === 0 && address.value !== '')
      subscribers.textContent = 'No subscriber has this address.';
  };
  dialog.addEventListener('click', ({ target }) => {
    const { reader, title } = (target as Element).closest<HTMLElement>('[data-reader]')?.dataset ?? {};
    if (reader === undefined) return;
    dialog.close();
    onReader({ id: reader, title: title ?? reader });
  });
  dialog.addEventListener('keydown', (event) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const buttons = findAll('[data-reader]', dialog);
    const at = buttons.indexOf(document.activeElement as HTMLElement);
    buttons[(at + step + buttons.length) % buttons.length]?.focus();
  });
  find('#reader-search').addEventListener('submit', (event) => {
    event.preventDefault();
    void offer();
  });
  return {
    open(current) {
      for (const each of findAll('[data-reader]', dialog))
        each.setAttribute('aria-pressed', String(each.dataset.reader === current));
      dialog.showModal();
      dialog.querySelector<HTMLElement>('[aria-pressed="true"]')?.focus();
      void offer();
    },
  };
}

function button({ id, title, tries }: { id: string; title: string; tries: string }): HTMLElement {
  const made = document.createElement('button');
  made.type = 'button';
  made.dataset.reader = id;
  made.dataset.title = title;
  const name = document.createElement('bdi');
  name.textContent = title;
  const about = document.createElement('span');
  about.textContent = tries;
  made.append(name, about);
  return made;
}
