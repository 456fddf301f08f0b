import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readingOrder } from '../../../src/preview/inside/reading-order.ts';
import { message } from '../clients/page.ts';

/** `announced: words [role words]`, one line an utterance. */
const spoken = (body: string) =>
  readingOrder(message('', body)).map(({ announced, spoken }) =>
    [announced, ...spoken.map(({ role, text }) => (role === 'text' ? text : `[${role}: ${text}]`))]
      .filter((part) => part !== '')
      .join(' '),
  );

test('headings, paragraphs and links are spoken in their order', () => {
  assert.equal(
    spoken('<h1>One</h1><p>Read <a href="https://example.org">the <b>report</b></a> now.</p><h2>Two</h2>'),
    ['heading level 1 One', 'Read [link: the report] now.', 'heading level 2 Two'],
  );
});

test('layout tables are silent, data tables and lists are announced', () => {
  assert.equal(spoken('<table role="presentation"><tr><td>a</td><td>b</td></tr></table>'), ['a', 'b']);
  assert.equal(spoken('<table><tr><th>Year</th></tr><tr><td>2024</td></tr></table>'), [
    'table',
    'column header Year',
    '2024',
  ]);
  assert.equal(spoken('<ol><li>a</li><li>b</li></ol>'), ['list of 2', 'item a', 'item b']);
});

test('pictures speak their alternative text; empty ones are silent; without one the file is spelt out', () => {
  assert.equal(
    spoken('<p><img src="a.png" alt="A bridge"> <img src="b.png" alt=""> <img src="c/d.png"></p>'),
    ['[graphic: A bridge] [graphic without a text: d.png]'],
  );
  assert.equal(spoken('<a href="#x"><img src="a.png" alt="Up"></a>'), ['[link within the page: Up]']);
});

test('what is hidden is not spoken, nor the padding of the preheader', () => {
  assert.equal(
    spoken(
      '<div style="display:none">Preheader</div><p aria-hidden="true">x</p><p hidden>y</p><p>a\u200c\u00ad b</p><style>p{}</style>',
    ),
    ['a b'],
  );
});

test('the article is announced by its label', () => {
  assert.equal(
    spoken('<div role="article" aria-roledescription="email" aria-label="A treaty"><p>Text</p></div>'),
    ['email, A treaty', 'Text'],
  );
});

test('each utterance knows the line that made it', () => {
  const said = readingOrder(message('', '<div data-src="a.md:1"><p data-src="a.md:3">x</p><p>y</p></div>'));
  assert.equal(
    said.map(({ place }) => place),
    ['a.md:3', 'a.md:1'],
  );
});

test.run();
