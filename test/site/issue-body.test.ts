import render from 'dom-serializer';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { issueBody } from '../../src/site/issue-body.ts';

const around = {
  url: 'https://harbour.example.org/letters',
  base: '/letters/',
  self: 'https://harbour.example.org/letters/issues/001-ship/',
  personal: ['https://harbour.example.org/letters/preferences/'],
  whyYouGetThis: 'You receive this because you subscribed.',
  about: 'About',
};

const page = (body: string, head = ''): string =>
  `<!doctype html><html lang="en"><head><title>t</title>${head}</head><body class="paper" style="margin:0">${body}</body></html>`;
const bodyOf = (body: string, head = '') => issueBody(page(body, head), around);

test('a row of nothing but personal links goes, with the cells that it leaves empty', () => {
  const row = `<p><a href="${around.personal[0]}">Unsubscribe</a> &nbsp;·&nbsp; <a href="${around.self}">View in browser</a></p>`;
  const { html } = bodyOf(`<p>Text</p><table><tr><td>${row}</td></tr></table>`);
  assert.is(html, '<div class="m-paper m-1"><p>Text</p></div>');
});

test('a personal link within a sentence stays, and leads where a reader names themselves', () => {
  const { html } = bodyOf(`<p>You can <a href="${around.personal[0]}">change that</a> at any time.</p>`);
  assert.is(
    html,
    '<div class="m-paper m-1"><p>You can <a href="/letters/preferences/">change that</a> at any time.</p></div>',
  );
});

test('why a subscriber gets it, the hidden preheader and comments are not shown', () => {
  const { html } = bodyOf(
    `<div style="display:none;max-height:0">Preheader</div><!--[if mso]><i>Word</i><![endif]--><p>Text</p><p>${around.whyYouGetThis}</p>`,
  );
  assert.is(html, '<div class="m-paper m-1"><p>Text</p></div>');
});

test('own addresses become paths, pictures in the message become pictures of the site, others stay', () => {
  const { html } = bodyOf(
    `<a href="${around.url}/issues/002-fog/">two</a><a href="https://gazette.example.org/">g</a>` +
      '<img src="cid:quay-1a2b3c4d.png@harbour.example.org" alt=""><a href="#story-a">a</a>' +
      '<a href="https://harbour.example.org/letters-of-others/">not ours</a>',
  );
  assert.is(
    html,
    '<div class="m-paper m-1"><a href="/letters/issues/002-fog/">two</a><a href="https://gazette.example.org/">g</a>' +
      '<img src="/letters/images/quay-1a2b3c4d.png" alt=""><a href="#story-a">a</a>' +
      '<a href="https://harbour.example.org/letters-of-others/">not ours</a></div>',
  );
});

test('the style elements of the head are the beginning of its stylesheet', () => {
  const { css } = bodyOf('<p>x</p>', '<style>.paper p{margin:0}</style>');
  assert.is(css, '.paper-frame .m-paper p{margin:0}\n:is(.m-1,#_){margin:0}\n');
});

test('feeds get the text between title and standing text, without tables, with absolute addresses', () => {
  const { blocks } = bodyOf(
    '<table role="presentation"><tr><td><p class="wordmark">The Letter</p><h1>Subject</h1><p style="margin:0">Dear reader,</p></td></tr></table>' +
      '<div>loose <b>text</b><h2 id="story-a" class="x">A</h2><p><a href="#source-1" style="color:red">[1]</a><br></p></div>' +
      '<p><img src="cid:quay.png@x" width="10" height="5" alt="Quay" style="display:block"></p>' +
      '<table><tr><th scope="col">Ship</th></tr><tr><td align="left">Anna</td></tr></table>' +
      '<h2>About</h2><p>What the letter is about.</p>',
  );
  assert.is(
    render([...blocks], { encodeEntities: 'utf8' }),
    '<p>Dear reader,</p><p>loose <b>text</b></p><h2 id="story-a">A</h2>' +
      '<p><a href="https://harbour.example.org/letters/issues/001-ship/#source-1">[1]</a><br></p>' +
      '<p><img src="https://harbour.example.org/letters/images/quay.png" alt="Quay" width="10" height="5"></p>' +
      '<table><tr><th scope="col">Ship</th></tr><tr><td>Anna</td></tr></table>',
  );
});

test.run();
