import { readdir } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type RunningPreview, startPreview } from '../../src/preview/server.ts';
import { copyNewsroom, type NewsroomCopy } from '../preview/newsroom-copy.ts';
import { launchChromium } from './chromium.ts';

const preview = suite<{
  newsroom: NewsroomCopy;
  running: RunningPreview;
  browser: Browser;
  page: Page;
  faults: string[];
}>('preview in a browser');

preview.before(async (context) => {
  context.newsroom = await copyNewsroom();
  context.running = await startPreview({ root: context.newsroom.root, issue: '2', port: 0 });
  context.browser = await launchChromium();
});
preview.after(async ({ browser, running, newsroom }) => {
  await browser.close();
  await running.close();
  await newsroom.remove();
});
preview.before.each(async (context) => {
  context.page = await context.browser.newPage({ viewport: { width: 1440, height: 900 } });
  context.faults = [];
  context.page.on('pageerror', (error) => context.faults.push(String(error)));
  context.page.on('console', (message) => {
    // Playwright's own look into the frame wants a script there, and the sandbox rightly says no.
    if (message.type() === 'error' && !message.text().includes("'allow-scripts' permission is not set"))
      context.faults.push(message.text());
  });
  await context.page.goto(context.running.url);
  await issueIn(context.page).locator('h1').waitFor();
});
preview.after.each(async ({ page, faults }) => {
  await page.close();
  assert.equal(faults, []);
});

/** What stands in the frame. */
function issueIn(page: Page) {
  return page.frameLocator('[data-pane="0"] iframe');
}

preview('the issue is shown in its frame, with its pictures', async ({ page }) => {
  await issueIn(page).getByText('Mina Park').first().waitFor();
  const picture = issueIn(page).locator('img').first();
  assert.ok(
    await picture.evaluate((image: HTMLImageElement) => image.decode().then(() => image.naturalWidth > 0)),
  );
});

preview('a saved file is on the page without a reload, at the same place', async ({ page, newsroom }) => {
  await page
    .locator('[data-pane="0"] iframe')
    .evaluate((element: HTMLIFrameElement) => element.contentWindow?.scrollTo(0, 400));
  await page.evaluate(() => Object.assign(window, { notReloaded: true }));
  const file = 'issues/002-twenty-four-years.md';
  const before = await newsroom.read(file);
  await newsroom.write(file, `${before}\nA sentence that was not there.\n`);
  await issueIn(page).getByText('A sentence that was not there.').waitFor();
  assert.is(
    await page
      .locator('[data-pane="0"] iframe')
      .evaluate((element: HTMLIFrameElement) => element.contentWindow?.scrollY),
    400,
  );
  assert.is(await page.evaluate(() => 'notReloaded' in window), true);
  await newsroom.write(file, before);
  await issueIn(page).getByText('A sentence that was not there.').waitFor({ state: 'detached' });
});

preview(
  'what is saved after the page was served and before it listens is on the page too',
  async ({ page, newsroom, running }) => {
    let listen = (): void => {};
    const mayListen = new Promise<void>((resolve) => {
      listen = resolve;
    });
    await page.route('**/events', async (route) => {
      await mayListen;
      await route.continue();
    });
    await page.goto(running.url);
    await issueIn(page).locator('h1').waitFor();
    const file = 'issues/002-twenty-four-years.md';
    const before = await newsroom.read(file);
    await newsroom.write(file, `${before}\nSaved while nobody listened.\n`);
    // Long enough for the save to have been read and announced.
    await page.waitForTimeout(500);
    assert.is(await issueIn(page).getByText('Saved while nobody listened.').count(), 0);
    listen();
    await issueIn(page).getByText('Saved while nobody listened.').waitFor();
    await newsroom.write(file, before);
    await issueIn(page).getByText('Saved while nobody listened.').waitFor({ state: 'detached' });
  },
);

preview('view, look and focus are kept through a save', async ({ page, newsroom }) => {
  await page.keyboard.press('2');
  await page.keyboard.press('d');
  const button = page.getByRole('button', { name: 'Dark', exact: true });
  await button.focus();
  const file = 'issues/002-twenty-four-years.md';
  const before = await newsroom.read(file);
  await newsroom.write(
    file,
    `${before.replace(/^subject: .*$/m, 'subject: Another subject for this one')}\nA sentence that was not there.\n`,
  );
  await issueIn(page).getByText('A sentence that was not there.').waitFor();
  assert.ok(await button.evaluate((element) => element === document.activeElement));
  assert.is(await page.locator('[data-pane="0"] .pane-title').innerText(), 'Gmail, dark');
  assert.match(page.url(), /\?view=gmail&palette=dark$/);
  await page.locator('#subject', { hasText: 'Another subject for this one' }).waitFor();
  await newsroom.write(file, before);
  await issueIn(page).getByText('A sentence that was not there.').waitFor({ state: 'detached' });
});

preview('nothing that stands in the frame can run, not even what gets into it', async ({ page, faults }) => {
  const title = await page.locator('[data-pane="0"] iframe').evaluate(async (frame: HTMLIFrameElement) => {
    const shown = frame.contentDocument as Document;
    const script = shown.createElement('script');
    script.textContent = 'parent.document.title = "taken over"';
    shown.body.append(script);
    const picture = shown.createElement('img');
    picture.setAttribute('onerror', 'parent.document.title = "taken over"');
    picture.src = 'data:image/png,';
    shown.body.append(picture);
    await new Promise((resolve) => setTimeout(resolve, 200));
    return document.title;
  });
  assert.match(title, /^2 · /);
  // The browser says that it refused, as it should.
  faults.length = 0;
});

preview('the issue before stands beside this one, and its text is compared', async ({ page }) => {
  await page.keyboard.press('v');
  await page.keyboard.press('1');
  await page.keyboard.press('b');
  await page.keyboard.press('b');
  const second = page.frameLocator('[data-pane="1"] iframe');
  await second.getByText('No. 1 ·').waitFor();
  await page.keyboard.press('c');
  await second.getByText('Compared with the issue before').waitFor();
  assert.ok((await second.locator('del').count()) > 3);
  await page.locator('#version').selectOption('head');
  await second.getByText('This folder is not in Git, or nothing has been committed yet.').waitFor();
});

preview(
  'a broken file shows what to mend over the last good rendering, and a mended one takes it away',
  async ({ page, newsroom }) => {
    const file = 'issues/002-twenty-four-years.md';
    const before = await newsroom.read(file);
    await newsroom.write(file, before.replace(/^lead: .*$/m, 'lead: 2024-06-19-no-such-story'));
    const problems = page.locator('.problems');
    await problems.waitFor();
    const text = await problems.innerText();
    assert.match(text, /to mend/);
    assert.match(text, /issues\/002-twenty-four-years\.md/);
    assert.match(text, /line \d+/);
    assert.match(text, /2024-06-19-no-such-story/);
    assert.ok(await issueIn(page).locator('h1').isVisible(), 'the last good rendering is still there');
    await newsroom.write(file, before);
    await problems.waitFor({ state: 'detached' });
  },
);

preview('a template that is broken and mended is told the same way', async ({ page, newsroom }) => {
  const file = 'templates/digest/issue.mjml.hbs';
  const before = await newsroom.read(file);
  await newsroom.write(file, `${before}\n{{#if broken`);
  await page.locator('.problems', { hasText: file }).waitFor();
  await newsroom.write(file, before);
  await page.locator('.problems').waitFor({ state: 'detached' });
});

preview('the width is changed by button and by key, and stays in the address', async ({ page }) => {
  const width = () =>
    page.locator('[data-pane="0"] iframe').evaluate((element: HTMLIFrameElement) => element.clientWidth);
  assert.is(await width(), 680);
  await page.getByRole('button', { name: '375', exact: true }).click();
  assert.is(await width(), 375);
  await page.keyboard.press(']');
  assert.is(await width(), 600);
  await page.keyboard.press('[');
  await page.keyboard.press('[');
  assert.is(await width(), 320);
  await page.reload();
  await issueIn(page).locator('h1').waitFor();
  assert.is(await width(), 320);
});

/** The text of the sheet or message in the first pane, once it holds `text`. */
async function waitFor(page: Page, text: string | RegExp): Promise<void> {
  await issueIn(page).getByText(text).first().waitFor();
}

preview('every view, colour and switch is reached by its key', async ({ page }) => {
  const title = page.locator('[data-pane="0"] .pane-title');
  const views = await page.locator('[data-view]').evaluateAll((buttons) =>
    buttons.map((button) => ({
      key: button.getAttribute('aria-keyshortcuts') ?? '',
      title: (button as HTMLElement).dataset.title ?? '',
    })),
  );
  assert.is(views.length, 15);
  for (const { key, title: expected } of views) {
    await page.keyboard.press(key);
    await page.locator(`[data-view][aria-pressed="true"][aria-keyshortcuts="${key}"]`).waitFor();
    assert.is(await title.innerText(), expected);
  }
  await page.keyboard.press('t');
  await waitFor(page, 'Dear Mina Park,');
  await page.keyboard.press('s');
  await waitFor(page, '<!doctype html>');
  await page.keyboard.press('h');
  await waitFor(page, 'List-Unsubscribe-Post');
  await waitFor(page, 'multipart/alternative');
  await page.keyboard.press('r');
  await waitFor(page, 'heading level 1');
  await page.keyboard.press('9');
  await waitFor(page, 'On a phone, 375 px');
  await page.keyboard.press('1');
  await waitFor(page, 'View in browser');

  const surface = () =>
    page.locator('[data-pane="0"] iframe').evaluate((frame: HTMLIFrameElement) => {
      const shown = frame.contentDocument as Document;
      const paper = shown.querySelector('[role="article"]') ?? shown.body;
      return getComputedStyle(paper).backgroundColor;
    });
  const pane = page.locator('[data-pane="0"]');
  const light = await surface();
  const seen = new Set([light]);
  for (const palette of ['dark', 'apple', 'gmail', 'outlook']) {
    // How often the pane has been filled: what is in it may still be in the colours before.
    const filled = await pane.getAttribute('data-shown');
    await page.keyboard.press('d');
    await page.locator(`[data-palette="${palette}"][aria-pressed="true"]`).waitFor();
    await page.locator(`[data-pane="0"]:not([data-shown="${filled}"])`).waitFor();
    const colour = await surface();
    assert.is.not(colour, light, palette);
    seen.add(colour);
  }
  assert.ok(seen.size >= 3, [...seen].join(' '));
  await page.keyboard.press('D');
  await page.locator('[data-palette="gmail"][aria-pressed="true"]').waitFor();

  await page.keyboard.press('i');
  await issueIn(page).locator('img[src="data:image/png,"]').first().waitFor();
  await page.keyboard.press('i');
  await issueIn(page).locator('img[src^="/images/"]').first().waitFor();
  await page.keyboard.press('m');
  await issueIn(page).locator('mark', { hasText: 'Mina Park' }).waitFor();
});

preview('the reader is chosen by keys, and hostile names stay text', async ({ page }) => {
  await page.keyboard.press('p');
  await page.locator('#readers[open]').waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await waitFor(page, 'Dear reader,');
  await page.keyboard.press('p');
  for (let step = 0; step < 3; step++) await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await waitFor(page, '<script>alert(1)</script>');
  assert.is(await page.locator('#reader-title').innerText(), 'Hostile characters');
});

preview('two views stand side by side, scroll together, and each has its own look', async ({ page }) => {
  await page.keyboard.press('v');
  const second = page.frameLocator('[data-pane="1"] iframe');
  await second.getByText('Dear Mina Park').waitFor();
  await page.keyboard.press('d');
  await page.locator('[data-pane="1"] .pane-title', { hasText: 'Gmail, dark' }).waitFor();
  assert.is(await page.locator('[data-pane="0"] .pane-title').innerText(), 'As written');
  const scrollOf = (at: number) =>
    page
      .locator(`[data-pane="${at}"] iframe`)
      .evaluate((frame: HTMLIFrameElement) => frame.contentWindow?.scrollY ?? 0);
  await page
    .locator('[data-pane="0"] iframe')
    .evaluate((frame: HTMLIFrameElement) => frame.contentWindow?.scrollTo(0, 900));
  await page.waitForFunction(
    () =>
      ((document.querySelector('[data-pane="1"] iframe') as HTMLIFrameElement).contentWindow?.scrollY ?? 0) >
      500,
  );
  assert.ok(Math.abs((await scrollOf(0)) - 900) < 3, 'the leading view stays where it was put');
  await page.keyboard.press('.');
  await page.keyboard.press('3');
  await page.locator('[data-pane="0"] .pane-title', { hasText: 'Gmail, no styles' }).waitFor();
  await page.reload();
  await page.locator('[data-pane="1"] .pane-title', { hasText: 'Gmail, dark' }).waitFor();
  await page.keyboard.press('v');
  await page.locator('[data-pane="1"]').waitFor({ state: 'hidden' });
});

preview(
  'a click on the issue names the line that made it, with a link to the editor',
  async ({ page, newsroom }) => {
    await issueIn(page).getByText('Dear Mina Park').click();
    const link = page.locator('[data-pane="0"] .pane-place a');
    await link.waitFor();
    const place = await link.innerText();
    assert.match(place, /^issues\/002-twenty-four-years\.md:\d+$/);
    assert.is(await link.getAttribute('href'), `vscode://file${newsroom.root}/${place}`);
    const [file, line] = place.split(':');
    assert.match((await newsroom.read(file as string)).split('\n')[Number(line) - 1] ?? '', /^Dear/);
    await page.locator('[data-pane="0"] .pane-place code', { hasText: 'Dear {{subscriber.name' }).waitFor();
    await issueIn(page).locator('[data-overlay-outline]').waitFor({ state: 'attached' });
  },
);

preview('a link of the issue does not lead away from the page', async ({ page, running }) => {
  await issueIn(page).getByText('View in browser').first().click();
  await page.waitForTimeout(150);
  assert.is(page.url(), running.url);
  assert.match(
    await page
      .locator('[data-pane="0"] iframe')
      .evaluate((frame: HTMLIFrameElement) => frame.contentDocument?.URL ?? ''),
    /\/frame$/,
  );
});

preview('a story beside the issue leads to its place', async ({ page }) => {
  const story = page.locator('.stories button').last();
  await story.click();
  await page.locator('[data-pane="0"] .pane-place a', { hasText: 'content/stories/' }).waitFor();
  assert.ok(
    await page
      .locator('[data-pane="0"] iframe')
      .evaluate((frame: HTMLIFrameElement) => (frame.contentWindow?.scrollY ?? 0) > 300),
  );
});

preview(
  'findings are told beside the issue, lead to their line, and f puts them away',
  async ({ page, newsroom }) => {
    const file = 'issues/002-twenty-four-years.md';
    const before = await newsroom.read(file);
    await newsroom.write(file, `${before}\nSomething is still TK here.\n`);
    const finding = page.locator('.finding-open[data-place^="issues/002"]').first();
    await finding.waitFor();
    await finding.click();
    await page.locator('[data-pane="0"] .pane-place a', { hasText: file }).waitFor();
    await issueIn(page).locator('[data-overlay-outline]').waitFor({ state: 'attached' });
    await newsroom.write(file, before);
    await finding.waitFor({ state: 'detached' });
    await page.keyboard.press('f');
    await page.locator('#inspector').waitFor({ state: 'hidden' });
    await page.keyboard.press('f');
    await page.locator('#inspector').waitFor();
  },
);

preview('search finds stories, views and words, and Enter goes there', async ({ page }) => {
  await page.keyboard.press('/');
  await page.keyboard.type('outlook classic');
  await page.locator('[role="option"]', { hasText: 'Outlook classic' }).first().waitFor();
  await page.keyboard.press('Enter');
  await page.locator('[data-pane="0"] .pane-title', { hasText: 'Outlook classic' }).waitFor();
  await page.keyboard.press('/');
  await page.keyboard.type('words dear mina');
  await page.locator('[role="option"]', { hasText: 'Dear Mina Park' }).first().waitFor();
  await page.keyboard.press('Enter');
  await page.locator('[data-pane="0"] .pane-place a', { hasText: 'issues/002' }).waitFor();
  await page.keyboard.press('/');
  await page.keyboard.type('issue 1');
  await page.locator('[role="option"]', { hasText: 'issue 1' }).first().waitFor();
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/issues\/1$/);
});

preview('the sheet is dragged to any width, by pointer and by arrow keys', async ({ page }) => {
  const handle = page.locator('[data-pane="0"] .handle');
  const box = await handle.boundingBox();
  if (box === null) return assert.unreachable('there is a handle');
  await page.mouse.move(box.x + 7, box.y + 100);
  await page.mouse.down();
  await page.mouse.move(box.x - 43, box.y + 100, { steps: 4 });
  await page.mouse.up();
  const width = () =>
    page.locator('[data-pane="0"] iframe').evaluate((frame: HTMLIFrameElement) => frame.clientWidth);
  assert.is(await width(), 580);
  await handle.focus();
  await page.keyboard.press('ArrowLeft');
  assert.is(await width(), 570);
  assert.is(await handle.getAttribute('aria-valuenow'), '570');
});

preview(
  'a test is sent into the outbox from the page, and a refused address is told',
  async ({ page, newsroom }) => {
    await page.keyboard.press('@');
    await page.getByLabel('Address', { exact: true }).fill('desk@example.org');
    await page.keyboard.press('Enter');
    await page.locator('#test-answer.good').waitFor();
    assert.match(await page.locator('#test-answer').innerText(), /^Accepted by outbox/);
    const written = (await readdir(`${newsroom.root}/outbox`, { recursive: true })).filter((name) =>
      name.endsWith('.eml'),
    );
    assert.is(written.length, 1);
    await page.getByLabel('Address', { exact: true }).fill('desk@example');
    await page.keyboard.press('Enter');
    await page.locator('#test-answer.bad').waitFor();
    await page.keyboard.press('Escape');
    await page.locator('#test').waitFor({ state: 'hidden' });
  },
);

preview('help names every key, and Escape closes it', async ({ page }) => {
  await page.keyboard.press('?');
  await page.locator('#help[open]').waitFor();
  const shown = await page.locator('#help kbd').allInnerTexts();
  for (const key of ['1', '8', '9', 'd', 'i', 't', 's', '[', ']', 'p', 'f', '/', '?'])
    assert.ok(shown.includes(key), key);
  await page.keyboard.press('Escape');
  await page.locator('#help').waitFor({ state: 'hidden' });
});

preview('keys work while the focus is in the issue, and the shelf opens by l', async ({ page }) => {
  await issueIn(page).getByText('Dear Mina Park').click();
  await page.keyboard.press('t');
  await page.locator('[data-pane="0"] .pane-title', { hasText: 'Plain text' }).waitFor();
  await page.keyboard.press('l');
  await page.waitForURL(/\/$/);
  assert.equal(await page.locator('.shelf-number').allInnerTexts(), ['3', '2', '1']);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/issues\/3$/);
  await page.goBack();
  await page.keyboard.press('1');
  await page.waitForURL(/\/issues\/1$/);
});

preview(
  'Gmail’s line is drawn where a long issue is cut, and the lost stories are named',
  async ({ page, newsroom, running }) => {
    const file = 'content/stories/2024-06-19-a-milestone.md';
    const before = await newsroom.read(file);
    const paragraph = 'A very long story goes on and on, and says the same again. '.repeat(30);
    await newsroom.write(file, `${before}\n${`${paragraph}\n\n`.repeat(60)}`);
    await page.goto(`${running.url}?view=gmail`);
    await issueIn(page).locator('[data-overlay-cut]').waitFor({ state: 'attached' });
    await page.locator('.lost-count').waitFor();
    assert.ok((await page.locator('.stories .lost').count()) > 0);
    await newsroom.write(file, before);
    await page.locator('.lost-count').waitFor({ state: 'detached' });
    await issueIn(page).locator('[data-overlay-cut]').waitFor({ state: 'detached' });
  },
);

preview.run();
