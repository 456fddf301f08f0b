import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, Page } from 'playwright-core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type RunningPreview, startPreview } from '../../src/preview/server.ts';
import { copyNewsroom, type NewsroomCopy } from '../preview/newsroom-copy.ts';
import { launchChromium } from './chromium.ts';

type Context = { newsroom: NewsroomCopy; running: RunningPreview; browser: Browser };

const accessibility = suite<Context>('the preview’s own page');

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

accessibility.before(async (context) => {
  context.newsroom = await copyNewsroom();
  context.running = await startPreview({ root: context.newsroom.root, issue: '2', port: 0 });
  context.browser = await launchChromium();
});
accessibility.after(async ({ browser, running, newsroom }) => {
  await browser.close();
  await running.close();
  await newsroom.remove();
});

/** What axe-core objects to on the page as it is now; what stands in the frame is the issue's own affair. */
async function objections(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  return page.evaluate(async () => {
    const axe = (window as unknown as { axe: typeof import('axe-core') }).axe;
    const { violations } = await axe.run(document, { iframes: false });
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
  });
}

for (const colorScheme of ['light', 'dark'] as const) {
  accessibility(
    `axe-core has nothing to object to, ${colorScheme}: issue, dialogs, problems, shelf`,
    async (context) => {
      const { browser, running, newsroom } = context;
      const page = await browser.newPage({
        viewport: { width: 1440, height: 900 },
        colorScheme,
        bypassCSP: true,
      });
      const file = 'issues/002-twenty-four-years.md';
      const before = await newsroom.read(file);
      await newsroom.write(file, `${before}\nSomething is still TK here.\n`);
      await page.goto(running.url);
      await page.locator('.finding').first().waitFor();
      assert.equal(await objections(page), []);
      for (const [key, dialog] of [
        ['?', '#help'],
        ['p', '#readers'],
        ['@', '#test'],
        ['/', '#search'],
      ] as const) {
        await page.keyboard.press(key);
        await page.locator(`${dialog}[open]`).waitFor();
        assert.equal(await objections(page), [], dialog);
        await page.keyboard.press('Escape');
        await page.locator(dialog).waitFor({ state: 'hidden' });
      }
      await page.keyboard.press('v');
      await page.keyboard.press('4');
      await page.locator('[data-pane="1"] .badge.low').waitFor();
      await newsroom.write(file, before.replace(/^lead: .*$/m, 'lead: no-such-story'));
      await page.locator('.problems').waitFor();
      assert.equal(await objections(page), [], 'two panes and problems');
      await page.goto(new URL('/', running.url).href);
      assert.equal(await objections(page), [], 'the shelf');
      await newsroom.write(file, before);
      await page.close();
    },
  );
}

accessibility('on a narrow window nothing but the views scrolls sideways', async ({ browser, running }) => {
  const page = await browser.newPage({ viewport: { width: 420, height: 800 } });
  await page.goto(running.url);
  await page.frameLocator('[data-pane="0"] iframe').locator('h1').waitFor();
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= 420));
  await page.close();
});

accessibility.run();
