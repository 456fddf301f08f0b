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
  return page.frameLocator('iframe');
}

preview('the issue is shown in its frame, with its pictures', async ({ page }) => {
  await issueIn(page).getByText('Mina Park').first().waitFor();
  const picture = issueIn(page).locator('img').first();
  assert.ok(
    await picture.evaluate((image: HTMLImageElement) => image.decode().then(() => image.naturalWidth > 0)),
  );
});

preview('a saved file is on the page without a reload, at the same place', async ({ page, newsroom }) => {
  const frame = page.frames()[1];
  await frame?.evaluate('scrollTo(0, 400)').catch(() => {});
  await page
    .locator('iframe')
    .evaluate((element: HTMLIFrameElement) => element.contentWindow?.scrollTo(0, 400));
  await page.evaluate(() => Object.assign(window, { notReloaded: true }));
  const file = 'issues/002-twenty-four-years.md';
  const before = await newsroom.read(file);
  await newsroom.write(file, `${before}\nA sentence that was not there.\n`);
  await issueIn(page).getByText('A sentence that was not there.').waitFor();
  assert.is(
    await page.locator('iframe').evaluate((element: HTMLIFrameElement) => element.contentWindow?.scrollY),
    400,
  );
  assert.is(await page.evaluate(() => 'notReloaded' in window), true);
  await newsroom.write(file, before);
  await issueIn(page).getByText('A sentence that was not there.').waitFor({ state: 'detached' });
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
  const width = () => page.locator('iframe').evaluate((element) => element.clientWidth);
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

preview.run();
