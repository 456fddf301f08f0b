/** Brings an issue's page to life: what is looked at, by which keys and buttons it changes, and how it follows the files. */
import { findPlace } from './frame.ts';
import { openInspector } from './inspector.ts';
import { onSave } from './live.ts';
import { type Look, parseLook, printLook, stepWidth, type Version, versions } from './look.ts';
import { find, findAll, issueAddress, read } from './page.ts';
import { editorAddress, openPane, type Pane } from './pane.ts';
import { openReaders } from './readers.ts';
import { follow } from './scroll.ts';
import { type Found, openSearch } from './search.ts';
import { openTestSend } from './test-send.ts';

const query = new URLSearchParams(location.search);
const looks: [Look, Look] = [
  parseLook(query),
  parseLook(new URLSearchParams(query.get('beside') ?? 'view=gmail')),
];
let beside = query.has('beside');
let active: 0 | 1 = 0;

const panes = [0, 1].map((at) =>
  openPane(at, {
    onKey: handleKey,
    onFocus: () => activate(at as 0 | 1),
    onScroll: () => synchronise(at as 0 | 1),
    onWidth: (width) => {
      activate(at as 0 | 1);
      change({ width });
    },
  }),
) as [Pane, Pane];
const inspector = openInspector(goTo);
const readers = openReaders(({ id, title }) => {
  readerTitles.set(id, title);
  change({ reader: id });
});
const testSend = openTestSend();
const search = openSearch(findable);
const readerTitles = new Map(
  findAll('[data-reader]').map(({ dataset }) => [dataset.reader ?? '', dataset.title ?? '']),
);

function change(to: Partial<Look>): void {
  looks[active] = { ...looks[active], ...to };
  show();
}

function show(): void {
  const address = printLook(looks[0]);
  if (beside) address.set('beside', String(printLook(looks[1])) || 'view=written');
  history.replaceState(null, '', address.size === 0 ? location.pathname : `?${address}`);
  reflect(looks[active]);
  panes[1].element.hidden = !beside;
  for (const at of beside ? ([0, 1] as const) : ([0] as const)) {
    panes[at].element.classList.toggle('active', beside && at === active);
    panes[at].fit();
    void panes[at].show(looks[at]);
  }
  void inspector.refresh(looks[active]);
}

/** The state of every button says how the active pane is looked at. */
function reflect(look: Look): void {
  const press = (selector: string, isPressed: (button: HTMLElement) => boolean) => {
    for (const button of findAll(selector)) button.setAttribute('aria-pressed', String(isPressed(button)));
  };
  press('[data-view]', ({ dataset }) => dataset.view === look.view);
  press('[data-palette]', ({ dataset }) => dataset.palette === look.palette);
  press('[data-width]', ({ dataset }) => Number(dataset.width) === look.width);
  press('[data-action="images"]', () => look.images === 'off');
  press('[data-action="fields"]', () => look.fields === 'marked');
  press('[data-action="beside"]', () => beside);
  find('#reader-title').textContent = readerTitles.get(look.reader) ?? look.reader.replace('subscriber:', '');
  find<HTMLSelectElement>('#version').value = look.version;
}

function activate(at: 0 | 1): void {
  if (at === active || (at === 1 && !beside)) return;
  active = at;
  show();
}

let leading: { readonly at: 0 | 1; readonly untilMs: number } | null = null;

/** The pane that scrolls first leads; what the other then does is an echo, not a wish. */
function synchronise(at: 0 | 1): void {
  if (!beside) return;
  const nowMs = performance.now();
  if (leading !== null && leading.at !== at && nowMs < leading.untilMs) return;
  leading = { at, untilMs: nowMs + 120 };
  follow(panes[at].frame, panes[at === 0 ? 1 : 0].frame);
}

/** Shows the block that `place` made in the active pane, in a view that has it. */
async function goTo(place: string): Promise<void> {
  if (findPlace(panes[active].frame, place) === null) {
    looks[active] = { ...looks[active], view: 'written', version: 'now' };
    reflect(looks[active]);
    await panes[active].show(looks[active]);
  }
  panes[active].mark(findPlace(panes[active].frame, place), place.replace(/:$/, ':1'), true);
}

const actions: Readonly<Record<string, (value: string) => void>> = {
  view: (view) => change({ view }),
  palette: (step) => {
    const ids = findAll('[data-palette]').map(({ dataset }) => dataset.palette ?? '');
    const at = ids.indexOf(looks[active].palette) + Number(step);
    change({ palette: ids[(at + ids.length) % ids.length] ?? 'light' });
  },
  images: () => change({ images: looks[active].images === 'on' ? 'off' : 'on' }),
  fields: () => change({ fields: looks[active].fields === 'plain' ? 'marked' : 'plain' }),
  width: (step) => change({ width: stepWidth(looks[active].width, step === '1' ? 1 : -1) }),
  reader: () => readers.open(looks[active].reader),
  findings: () => {
    inspector.toggle();
    for (const pane of panes) pane.fit();
  },
  beside: () => {
    beside = !beside;
    active = beside ? 1 : 0;
    show();
  },
  other: () => activate(active === 0 ? 1 : 0),
  version: () =>
    change({ version: versions[(versions.indexOf(looks[active].version) + 1) % versions.length] as Version }),
  editor: () => {
    const place = panes[active].marked();
    if (place !== null) location.assign(editorAddress(place));
  },
  test: () => testSend.open(),
  search: () => search.open(),
  shelf: () => location.assign('/'),
  help: () => find<HTMLDialogElement>('#help').showModal(),
};

const keys = new Map(findAll('[data-key]').map(({ dataset }) => [dataset.key, dataset]));

function handleKey(event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]') !== null)
    return;
  // Within a dialog that has just closed a field can still have the focus, until the browser draws again.
  if (event.target instanceof HTMLSelectElement) return;
  const key = keys.get(event.key);
  if (key === undefined) return;
  event.preventDefault();
  actions[key.keyAction ?? '']?.(key.keyValue ?? '');
}

async function findable(): Promise<readonly Found[]> {
  const issues = await readIssues();
  const words = findAll('[data-src]', panes[active].frame.contentDocument ?? document).map((block): Found => {
    const place = block.dataset.src ?? '';
    return {
      kind: 'words',
      title: (block.textContent ?? '').replace(/\s+/g, ' ').trim(),
      open: () => void goTo(place),
    };
  });
  return [
    ...findAll('.stories [data-place]').map(
      ({ dataset, textContent }): Found => ({
        kind: 'story',
        title: textContent ?? '',
        open: () => void goTo(dataset.place ?? ''),
      }),
    ),
    ...findAll('[data-view]').map(
      ({ dataset }): Found => ({
        kind: 'view',
        title: dataset.title ?? '',
        open: () => change({ view: dataset.view ?? '' }),
      }),
    ),
    ...issues.map(
      ({ number, title }): Found => ({
        kind: `issue ${number}`,
        title,
        open: () => location.assign(`/issues/${number}`),
      }),
    ),
    ...words.filter(({ title }) => title !== ''),
  ];
}

document.addEventListener('keydown', handleKey);
document.addEventListener('click', ({ target }) => {
  const { dataset } = (target as Element).closest<HTMLElement>('button') ?? {};
  if (dataset?.view !== undefined) change({ view: dataset.view });
  else if (dataset?.palette !== undefined) change({ palette: dataset.palette });
  else if (dataset?.width !== undefined) change({ width: Number(dataset.width) });
  else if (dataset?.action !== undefined) actions[dataset.action]?.('');
});
find('#version').addEventListener('change', ({ target }) =>
  change({ version: (target as HTMLSelectElement).value as Version }),
);
addEventListener('resize', () => panes.forEach((pane) => void pane.fit()));

/** Checking takes longer than showing; it waits until the desk has stopped saving for a moment. */
const checkAfterMs = 300;
let checking: number | undefined;

onSave(async () => {
  clearTimeout(checking);
  await Promise.all([...(beside ? panes : [panes[0]]).map((pane) => pane.refresh()), readProblems()]);
  await readSubject();
  clearTimeout(checking);
  checking = setTimeout(() => void inspector.refresh(looks[active]), checkAfterMs);
});

async function readSubject(): Promise<void> {
  const here = (await readIssues()).find(({ number }) => String(number) === document.body.dataset.issue);
  if (here !== undefined) find('#subject').textContent = here.title;
}

async function readIssues(): Promise<readonly { readonly number: number; readonly title: string }[]> {
  return JSON.parse((await read('/issues')) ?? '[]');
}

async function readProblems(): Promise<void> {
  const html = await read(issueAddress('problems'));
  if (html === null) return;
  find('#problems').innerHTML = html;
  for (const pane of panes) pane.fit();
}

show();
