/** What stands beside the issue: findings and weight, read again at every save, each leading to its place. */
import { type Look, printLook } from './look.ts';
import { find, findAll, issueAddress, read } from './page.ts';

/** `onPlace` is told `file:line` of the finding or story that was chosen. */
export function openInspector(onPlace: (place: string) => void): {
  refresh(look: Look): Promise<void>;
  toggle(): void;
} {
  const inspector = find('#inspector');
  inspector.addEventListener('click', ({ target }) => {
    const place = (target as Element).closest<HTMLElement>('[data-place]')?.dataset.place;
    if (place !== undefined) onPlace(place);
  });
  const setOpen = (open: boolean): void => {
    document.body.classList.toggle('without-inspector', !open);
    find('[data-action="findings"]').setAttribute('aria-expanded', String(open));
    sessionStorage.setItem('inspector', open ? 'open' : 'closed');
  };
  // On a narrow window it lies over the issue.
  const first = innerWidth < 1120 ? 'closed' : 'open';
  setOpen((sessionStorage.getItem('inspector') ?? first) !== 'closed');
  return {
    async refresh(look) {
      const query = printLook(look);
      if (!query.has('view')) query.set('view', look.view);
      const [findings, weight] = await Promise.all(
        ['findings', 'weight'].map((part) => read(issueAddress(part, query))),
      );
      put('#findings', findings);
      put('#weight', weight);
      const count = findAll('#findings .error, #findings .warning').length;
      find('[data-action="findings"]').firstChild?.replaceWith(
        count === 0 ? 'Findings ' : `Findings ${count} `,
      );
    },
    toggle: () => setOpen(document.body.classList.contains('without-inspector')),
  };
}

/** Exchanges the content; the focus stays on the button of the same place. */
function put(selector: string, html: string | null | undefined): void {
  if (html === null || html === undefined) return;
  const place = find(selector);
  const focused = place.contains(document.activeElement)
    ? (document.activeElement as HTMLElement).dataset.place
    : undefined;
  const unfolded = place.querySelector('details')?.open === true;
  place.innerHTML = html;
  for (const details of place.querySelectorAll('details')) details.open = unfolded;
  if (focused !== undefined)
    place.querySelector<HTMLElement>(`[data-place="${CSS.escape(focused)}"]`)?.focus();
}
