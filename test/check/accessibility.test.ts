import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { colourOf } from '../../src/check/colour-pairs.ts';
import { changed, check, type Files, footerWith, inFooter, placeOf, testFamily } from './desk.ts';

/** The lead with another body and front matter; without more keys the body begins on line 7. */
const ship = (body: string, keys = ''): Files => ({
  'content/stories/2024-06-18-ship.md': `---\ntitle: A ship came in\ndate: 2024-06-18\ntopics: [Ships]\nstatus: reported${keys}\n---\n${body}\n`,
});
const picture = (alt: string) =>
  ship('A ship came in.[^gazette]', `\nimage: { src: ship.png, alt: "${alt}", credit: The desk }`);

const grey = '<p style="color:#999999">Small print.</p>';
const readable = '<p style="color:rgb(85, 85, 85)">Readable print.</p>';
const darkOnly = '<p class="late">Late print.</p>';
const darkRule = changed(
  'templates/partials/head.mjml.hbs',
  '</mj-head>',
  '<mj-style>@media (prefers-color-scheme:dark) { .late { color: #222222 !important; } }</mj-style>\n</mj-head>',
);
const bare = '<table><tr><td>One</td></tr></table>';
const headed = '<table><tr><th scope="col">Ship</th></tr><tr><td>One</td></tr></table>';

testFamily('accessibility', [
  {
    rule: 'accessibility/alt-text',
    name: 'the name of a file',
    files: picture('ship.png'),
    at: ['ship.md:6'],
    says: 'name of a file',
  },
  { rule: 'accessibility/alt-text', name: 'the credit', files: picture('The desk'), at: ['ship.md:6'] },
  {
    rule: 'accessibility/alt-text',
    name: 'an announcement',
    files: picture('A picture of a ship'),
    at: ['ship.md:6'],
    says: '“A picture of”',
  },
  {
    rule: 'accessibility/alt-text',
    name: 'a whole paragraph',
    files: picture('a ship '.repeat(30)),
    at: ['ship.md:6'],
    says: '209 characters',
  },
  {
    rule: 'accessibility/alt-text',
    name: 'a tag of a template that has none, though MJML would give it an empty one',
    files: changed(
      'templates/partials/footer.mjml.hbs',
      '<mj-text',
      '<mj-image src="https://harbour.example.org/x.png" /><mj-text',
    ),
    at: ['templates/partials/footer.mjml.hbs:2:1'],
    says: '<mj-image> has no alt',
  },
  {
    rule: 'accessibility/alt-text',
    name: 'what is seen',
    files: picture('A grey ship at a low quay.'),
    at: [],
  },

  {
    rule: 'accessibility/heading-order',
    name: 'a skipped level, a second h1 and an empty heading',
    files: footerWith('<h5>Five</h5><h1>One</h1><h2></h2>'),
    at: [1, 2, 3].map(() => inFooter('<h5>Five</h5><h1>One</h1><h2></h2>')),
    says: 'This <h2> is empty',
  },
  {
    rule: 'accessibility/heading-order',
    name: 'headings of a story, whatever their marks',
    files: ship('#### Four\n\nIt did.[^gazette]'),
    at: [],
  },

  {
    rule: 'accessibility/contrast',
    name: 'a pale grey, which no one can read by day',
    files: footerWith(grey),
    at: [inFooter(grey)],
    says: '“Small print.” has too little contrast: light 2.8 (#999999 on #ffffff)',
  },
  {
    rule: 'accessibility/contrast',
    name: 'a colour for dark screens alone',
    files: { ...footerWith(darkOnly), ...darkRule },
    at: [inFooter(darkOnly)],
    says: 'contrast: dark 1.',
  },
  { rule: 'accessibility/contrast', name: 'colours that hold', files: footerWith(readable), at: [] },
  {
    rule: 'accessibility/contrast',
    name: 'what nobody sees',
    files: footerWith('<p style="display:none;color:#eee">Hidden.</p>'),
    at: [],
  },

  {
    rule: 'accessibility/link-purpose',
    name: 'a link without words, and one name for two pages',
    files: ship(
      'The [notice](https://a.example.org/) and the [Notice](https://b.example.org/).[^gazette]\n\n[](https://c.example.org/) It did.[^gazette]',
    ),
    at: ['ship.md:7', 'ship.md:9'],
    says: '“notice” leads to https://b.example.org/ here',
  },
  {
    rule: 'accessibility/link-purpose',
    name: 'one name for one page, numbers of notes, and a picture with an alt',
    files: {
      ...ship(
        'The [notice](https://a.example.org/) and the [notice](https://a.example.org/).[^gazette][^notice]',
      ),
      ...footerWith(
        '<a href="https://harbour.example.org/"><img src="https://harbour.example.org/x.png" alt="The quay" width="9" height="9"></a>',
      ),
    },
    at: [],
  },

  {
    rule: 'accessibility/language',
    name: 'a layout that says none',
    files: changed(
      'templates/digest/issue.mjml.hbs',
      '<mjml lang="{{language}}" dir="{{direction}}">',
      '<mjml>',
    ),
    at: [1, 2, 3, 4].map(() => 'templates/digest/issue.mjml.hbs:1'),
  },
  { rule: 'accessibility/language', name: 'the layout as it is', files: {}, at: [] },
  {
    rule: 'accessibility/language',
    name: 'the layout in a language from right to left',
    files: changed('content/publication.md', 'language: en', 'language: ar'),
    at: [],
  },

  {
    rule: 'accessibility/direction',
    name: 'an Arabic paragraph in an English issue',
    files: ship('A ship came in.[^gazette]\n\nسلام (2024).'),
    at: ['ship.md:9'],
  },
  {
    rule: 'accessibility/direction',
    name: 'an Arabic word in an English sentence, and a paragraph that says its direction',
    files: {
      ...ship('They said سلام (2024).[^gazette]'),
      ...footerWith('<p dir="rtl" lang="ar">سلام (2024).</p>'),
    },
    at: [],
  },

  {
    rule: 'accessibility/tables',
    name: 'a table that is neither',
    files: footerWith(bare),
    at: [inFooter(bare)],
  },
  {
    rule: 'accessibility/tables',
    name: 'headed columns, and a table of Markdown',
    files: { ...ship('| Ship | Tons |\n|---|---|\n| One | 3 |\n\nIt did.[^gazette]'), ...footerWith(headed) },
    at: [],
  },

  {
    rule: 'accessibility/text-size',
    name: 'eleven pixels, by font-size and by font',
    files: footerWith('<p style="font:11px/1.4 serif">Small.</p>'),
    at: [inFooter('<p style="font:11px/1.4 serif">Small.</p>')],
    says: '11 pixels',
  },
  {
    rule: 'accessibility/text-size',
    name: 'sixteen within something tiny, and a raised number',
    files: footerWith(
      '<div style="font-size:1px"><p style="font-size:16px">Large.<sup style="font-size:10px">1</sup></p></div>',
    ),
    at: [],
  },
]);

test('colours are read as they are written', () => {
  assert.equal(
    [
      '#ABC',
      '#0e5361',
      'rgb(0, 128,255)',
      'white',
      'inherit',
      'transparent',
      'rgba(0,0,0,.5)',
      undefined,
    ].map(colourOf),
    ['#aabbcc', '#0e5361', '#0080ff', '#ffffff', null, null, null, null],
  );
});

test('a missing h1 is told of the layout', async () => {
  const letter = 'templates/partials/letter.mjml.hbs';
  const { findings } = await check(changed(letter, 'h1', 'h2'));
  const found = findings.filter(({ rule }) => rule === 'accessibility/heading-order').map(placeOf);
  assert.ok(found.length > 0);
});

test.run();
