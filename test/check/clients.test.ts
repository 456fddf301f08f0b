import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { clientName, clients, features, supportOf } from '../../src/check/support/caniemail.ts';
import {
  featuresOfAtRule,
  featuresOfDeclaration,
  featuresOfSelector,
} from '../../src/check/support/css-features.ts';
import { harmless } from '../../src/check/support/harmless.ts';
import { featuresOfImage } from '../../src/check/support/html-features.ts';
import { changed, check, type Files, footerWith, inFooter, placeIn, testFamily } from './desk.ts';

const head = 'templates/partials/head.mjml.hbs';
/** The head with a style block of its own, and where that stands. */
const style = (css: string): Files => changed(head, '</mj-head>', `<mj-style>${css}</mj-style>\n</mj-head>`);
const inHead = (css: string, text: string) => placeIn(style(css), head, text);
const table = (entries: string) =>
  changed('content/publication.md', 'theme:', `clients: { ${entries} }\ntheme:`);

const grid = '.quay { display: grid }';
const video = '<video src="https://harbour.example.org/ship.mp4"></video>';
const svg = '<img src="https://harbour.example.org/map.svg" alt="A map" width="9" height="9">';
const imported = '@import url(https://harbour.example.org/fonts.css);';
const nested = '@supports (gap: 1px) { @media (min-width: 480px) { .quay { gap: 1px } } }';
const broken = '.quay { color: red } } }';
const long = `.quay { color: #111111 } ${Array.from({ length: 900 }, (_, index) => `.quay${index} { color: red }`).join(' ')}`;

testFamily('clients', [
  {
    rule: 'clients/css',
    name: 'what Outlook for Windows does not know, where a fifth of the readers use it',
    files: { ...style(grid), ...table('outlook.windows: 20, apple-mail.ios: 30') },
    at: [inHead(grid, 'display: grid')],
    says: '“display: grid” affects 20 % of the readers: unknown to Outlook (Windows) (tested 2019-02, 5 years ago).',
  },
  {
    rule: 'clients/css',
    name: 'what every reader’s client knows',
    files: { ...style(grid), ...table('apple-mail.ios: 90') },
    at: [],
  },

  {
    rule: 'clients/at-rule',
    name: 'imported styles',
    files: { ...style(imported), ...table('gmail.android: 20, apple-mail.ios: 30') },
    at: [inHead(imported, '@import')],
  },
  {
    rule: 'clients/at-rule',
    name: 'without a reader who misses them',
    files: { ...style(imported), ...table('apple-mail.macos: 90') },
    at: [],
  },

  {
    rule: 'clients/html',
    name: 'a video in a template',
    files: { ...footerWith(video), ...table('outlook.windows: 20') },
    at: [`${inFooter(video)}:1`],
    says: '“<video>” affects 20 % of the readers: unknown to Outlook (Windows)',
  },
  { rule: 'clients/html', name: 'paragraphs', files: table('gmail.desktop-webmail: 20'), at: [] },

  {
    rule: 'clients/image',
    name: 'a drawing in SVG',
    files: { ...footerWith(svg), ...table('gmail.desktop-webmail: 20') },
    at: [inFooter(svg)],
  },
  {
    rule: 'clients/image',
    name: 'a PNG',
    files: { ...footerWith(svg.replace('.svg', '.png')), ...table('gmail.desktop-webmail: 20') },
    at: [],
  },

  {
    rule: 'clients/gmail-styles',
    name: 'an at-rule within another',
    files: style(nested),
    at: [inHead(nested, '<mj-style>@supports')],
    says: '@media stands within another',
  },
  {
    rule: 'clients/gmail-styles',
    name: 'what is not CSS',
    files: style(broken),
    at: [inHead(broken, '<mj-style>.quay')],
    says: 'is not CSS',
  },
  {
    rule: 'clients/gmail-styles',
    name: 'more than 16 KB',
    files: style(long),
    at: [inHead(long, '<mj-style>.quay')],
    says: 'Gmail keeps 16384',
  },
  { rule: 'clients/gmail-styles', name: 'a block of its own', files: style(grid), at: [] },

  {
    rule: 'clients/yahoo-styles',
    name: 'a comma, and a class that begins with an underscore',
    files: style('@media screen, print { ._quay { color: #111111 } }'),
    at: [1, 2].map(() => inHead('@media screen, print { ._quay { color: #111111 } }', '<mj-style>@media')),
    says: '“._quay” does not survive',
  },
  {
    rule: 'clients/yahoo-styles',
    name: 'neither',
    files: style('@media screen { .quay_one { color: #111111 } }'),
    at: [],
  },

  {
    rule: 'clients/unknown-client',
    name: 'a client under another name',
    files: table('outlook.win: 7'),
    at: ['content/publication.md:16'],
    says: '“outlook.win”',
  },
  {
    rule: 'clients/unknown-client',
    name: 'clients as caniemail calls them',
    files: table('outlook.windows: 7'),
    at: [],
  },
]);

test('what hurts nobody is a notice, says what is seen without it, and names the clients with their readers', async () => {
  const { findings } = await check({
    ...style('.quay { border-radius: 3px }'),
    ...table('outlook.windows: 60'),
  });
  const found = findings.find(({ what }) => what.startsWith('“border-radius'));
  assert.is(found?.severity, 'notice');
  assert.is(found?.remedy, 'Without it corners are square; nothing needs to be done.');
  assert.equal(found?.clients, [{ client: 'outlook.windows', name: 'Outlook (Windows)', share: 60 }]);
});

test('a loss that hurts is a warning from five readers in a hundred', async () => {
  const severityAt = async (share: number) => {
    const { findings } = await check({ ...style(grid), ...table(`outlook.windows: ${share}`) });
    return findings.find(({ what }) => what.startsWith('“display: grid'))?.severity;
  };
  assert.is(await severityAt(5), 'warning');
  assert.is(await severityAt(4), 'notice');
});

test('without a table every client is asked, and nothing weighs', async () => {
  const { findings } = await check(style(grid));
  const found = findings.find(({ what }) => what.startsWith('“display: grid'));
  assert.is(found?.severity, 'notice');
  assert.ok((found?.clients?.length ?? 0) > 5);
  assert.ok(found?.clients?.every(({ share }) => share === null));
});

test('a property is found under its own name or its shorthand, and values bring features of their own', () => {
  const of = (property: string, value: string, important = false) =>
    featuresOfDeclaration({ property, value, important });
  assert.equal(of('padding-left', '2em'), ['css-padding', 'css-unit-em']);
  assert.equal(of('border-radius', '3px'), ['css-border-radius', 'css-unit-px']);
  assert.equal(of('border-left-color', 'red'), ['css-border']);
  assert.equal(of('color', 'red', true), ['css-important']);
  assert.equal(of('display', 'flex'), ['css-display', 'css-display-flex']);
  assert.equal(of('width', 'calc(50% - 3px)'), [
    'css-width',
    'css-unit-calc',
    'css-unit-percent',
    'css-unit-px',
  ]);
  assert.equal(of('background', 'url(a10px.png)'), ['css-background']);
  assert.equal(of('--x', '1'), ['css-variables']);
  assert.equal(of('mso-line-height-rule', 'exactly'), []);
  assert.equal(of('gap', '0'), ['css-gap']);
  assert.equal(of('left', '0'), ['css-left-right-top-bottom']);
});

test('selectors and at-rules are taken apart', () => {
  assert.equal(featuresOfSelector('.a .b'), ['css-selector-descendant', 'css-selector-class']);
  assert.equal(featuresOfSelector('[data-ogsc] p:hover').sort(), [
    'css-pseudo-class-hover',
    'css-selector-attribute',
    'css-selector-descendant',
    'css-selector-type',
  ]);
  assert.equal(featuresOfAtRule('media', '(prefers-color-scheme:dark)'), [
    'css-at-media',
    'css-at-media-prefers-color-scheme',
  ]);
  assert.equal(featuresOfAtRule('charset', '"utf-8"'), []);
  assert.equal(featuresOfImage('cid:ship-01.webp@harbour.example.org'), ['image-webp']);
  assert.equal(featuresOfImage('https://harbour.example.org/ship.JPG?x=1'), ['image-jpg']);
});

test('support is that of the newest version tested, and names are for people', () => {
  const radius = features().get('css-border-radius');
  assert.ok(radius);
  assert.is(supportOf(radius, 'outlook.windows'), 'no');
  assert.is(supportOf(radius, 'gmail.ios'), 'yes');
  assert.is(supportOf(radius, 'yahoo.desktop-webmail'), 'partly');
  assert.is(supportOf(radius, 'nobody.nowhere'), null);
  assert.is(clientName('outlook.outlook-com'), 'Outlook (Outlook.com)');
  assert.ok(clients().has('gmail.desktop-webmail'));
});

test('everything that is called harmless is a feature that there is', () => {
  assert.equal(
    Object.keys(harmless).filter((slug) => !features().has(slug)),
    [],
  );
});

test.run();
