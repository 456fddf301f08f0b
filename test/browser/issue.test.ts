/**
 * Issues as a browser shows them: nothing wider than the screen, nothing for axe-core to object to, targets that a
 * thumb meets. At four widths, in light and dark, without images and without styles.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, Page } from 'playwright-core';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { prepareImages } from '../../src/publication/images.ts';
import { readNewsroom } from '../../src/publication/newsroom.ts';
import { resolveIssue } from '../../src/publication/resolve-issue.ts';
import type { Issue, PreparedImage } from '../../src/publication/types.ts';
import { fill, parseMergeTemplate } from '../../src/render/personalise.ts';
import { render } from '../../src/render/render.ts';
import { issue, prose, publication, source, story, templates } from '../render/issue-value.ts';
import { repository } from '../temporary-publication.ts';
import { launchChromium } from './chromium.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** These ask about the page around a message, and that page is the mail client's. */
const pageRules = ['landmark-one-main', 'region'];

const word = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft';
const long = issue({
  subject: `A subject with ${word}`,
  lead: story({
    title: word,
    body: prose(
      'content/stories/a.md',
      `${word}${word} [${word}](https://example.org/${word}) \`${word}${word}\`.[^carnegie]\n\n| ${word} | b |\n|---|---|\n| c | d |\n\n    ${word}${word}`,
    ),
  }),
  sources: [source({ title: word, url: `https://example.org/${word}/${word}` })],
});
const arabic = issue({
  publication: publication({ language: 'ar', title: 'رسالة تومن', tagline: 'رسالة أسبوعية من النهر' }),
  subject: 'زيارة وكلمة واحدة من Pyongyang',
  lead: story({
    title: 'معاهدة لم يقرأها أحد',
    body: prose('content/stories/a.md', 'قالت صحيفة The Institute ذلك.[^carnegie]\n\n> اقتباس\n\n- بند'),
  }),
});

let browser: Browser;
const pages = new Map<string, string>();

test.before(async () => {
  browser = await launchChromium();
  const add = async (name: string, value: Issue, images: ReadonlyMap<string, PreparedImage>) => {
    const rendered = await render({ issue: value, templates, images });
    let html = fill(
      parseMergeTemplate(rendered.html),
      {
        subscriber: { name: 'Ada' },
        unsubscribeUrl: 'https://example.org/u',
        preferencesUrl: 'https://example.org/p',
      },
      'html',
    );
    // The test asks no network: images stand in the page itself.
    for (const { name: file, contentType, bytes } of images.values()) {
      const data = `data:${contentType};base64,${Buffer.from(bytes).toString('base64')}`;
      html = html.replaceAll(`${value.publication.url}/images/${file}`, data);
    }
    pages.set(name, html);
  };
  const newsroom = await readNewsroom(repository);
  const latest = resolveIssue(newsroom, 'latest');
  const images = await prepareImages(repository, latest);
  await add('latest', latest, images);
  await add('alert', { ...latest, layout: 'alert', sections: [] }, images);
  await add('long words', long, new Map());
  await add('Arabic', arabic, new Map());
});
test.after(() => browser.close());

async function open(name: string, width: number, colorScheme: 'light' | 'dark' = 'light'): Promise<Page> {
  const context = await browser.newContext({ viewport: { width, height: 800 }, colorScheme });
  const page = await context.newPage();
  await page.setContent(pages.get(name) ?? '');
  return page;
}

const widthOf = (page: Page): Promise<number> => page.evaluate(() => document.documentElement.scrollWidth);

for (const name of ['latest', 'alert', 'long words', 'Arabic']) {
  test(`${name}: fits 320, 375, 680 and 1280 pixels, without its styles and its images too`, async () => {
    const page = await open(name, 320);
    for (const without of ['nothing', 'images', 'styles']) {
      await page.evaluate((selector) => {
        for (const element of document.querySelectorAll(selector)) {
          if (element instanceof HTMLImageElement) element.src = '';
          else element.remove();
        }
      }, { nothing: 'none', images: 'img', styles: 'style' }[without] ?? '');
      for (const width of [320, 375, 680, 1280]) {
        await page.setViewportSize({ width, height: 800 });
        assert.is(await widthOf(page), width, `without ${without}`);
      }
    }
    await page.context().close();
  });

  for (const scheme of ['light', 'dark'] as const) {
    test(`${name}: axe-core finds nothing in ${scheme}`, async () => {
      const page = await open(name, 375, scheme);
      await page.addScriptTag({ content: axe });
      const violations = await page.evaluate(async (disabled) => {
        const rules = Object.fromEntries(disabled.map((id) => [id, { enabled: false }]));
        const { axe } = window as unknown as { axe: typeof import('axe-core') };
        const { violations } = await axe.run({ rules });
        return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html} ${nodes[0]?.failureSummary}`);
      }, pageRules);
      assert.equal(violations, []);
      await page.context().close();
    });
  }
}

test('links that stand by themselves are 44 pixels tall', async () => {
  const page = await open('latest', 375);
  const heights = await page.evaluate(() =>
    [...document.querySelectorAll('a')]
      .filter((link) => ['block', 'inline-block'].includes(getComputedStyle(link).display))
      .map((link) => ({ text: link.textContent, height: link.getBoundingClientRect().height })),
  );
  assert.ok(heights.length >= 8);
  for (const { text, height } of heights) assert.ok(height >= 44, `${text} is ${height} pixels tall`);
  await page.context().close();
});

test('a client that prefixes every class changes nothing that a reader sees', async () => {
  const page = await open('latest', 375);
  const look = () =>
    page.evaluate(() =>
      [...document.querySelectorAll('h1, h2, p, a, td')].map((element) => {
        const { fontSize, color, paddingLeft } = getComputedStyle(element);
        return [element.getBoundingClientRect().height, fontSize, color, paddingLeft].join(' ');
      }),
    );
  const before = await look();
  await page.evaluate(() => {
    for (const element of document.querySelectorAll('[class]')) {
      element.className = element.className.replace(/\S+/g, 'm_123$&');
    }
    for (const style of document.querySelectorAll('style')) {
      style.textContent = (style.textContent ?? '').replace(/\.(?=[a-z])/g, '.m_123');
    }
  });
  assert.ok(before.length > 50);
  assert.equal(await look(), before);
  await page.context().close();
});

test('lines hold fewer than eighty characters on the widest screen', async () => {
  const page = await open('latest', 1280);
  const width = await page.evaluate(
    () => document.querySelector('h1 + p')?.getBoundingClientRect().width ?? 0,
  );
  assert.is(width, 576);
  await page.context().close();
});

test('an author’s dark is dark, an Arabic issue begins at the right', async () => {
  const dark = await open('latest', 375, 'dark');
  assert.is(await dark.evaluate(() => getComputedStyle(document.body).backgroundColor), 'rgb(23, 24, 26)');
  assert.is(
    await dark.evaluate(() => getComputedStyle(document.querySelector('h1') as Element).color),
    'rgb(235, 232, 225)',
  );
  await dark.context().close();
  const page = await open('Arabic', 680);
  const heading = await page.evaluate(() => {
    const range = document.createRange();
    range.selectNodeContents(document.querySelector('.wordmark') as Element);
    return range.getBoundingClientRect().right;
  });
  assert.is(Math.round(heading), 628);
  await page.context().close();
});

test.run();
