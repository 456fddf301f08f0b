import { connect } from 'node:net';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readSecret } from '../../src/audience/secret.ts';
import { addSubscriber, findSubscriber } from '../../src/audience/subscribers.ts';
import { makeToken } from '../../src/audience/token.ts';
import { type Database, openDatabase } from '../../src/database/open.ts';
import { openTestSite, secondIssue, type TestSite, testSecret } from './running-site.ts';

const hostile = suite<{ site: TestSite; database: Database }>('hostile visitors');

hostile.before(async (context) => {
  context.site = await openTestSite({ files: secondIssue, now: () => new Date('2024-07-01T00:00:00Z') });
  context.database = await openDatabase(context.site.root);
});
hostile.after(async ({ site, database }) => {
  await database.close();
  assert.equal(site.errors, [], 'nothing that a visitor sends is a fault of ours');
  await site.close();
});

type Answer = { readonly status: number; readonly headers: string; readonly body: string };

/** Sends these bytes as they are, which no client would, and reads until the service hangs up. */
function send({ site }: { site: TestSite }, text: string | Buffer): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(site.url).port), '127.0.0.1', () => socket.write(text));
    const chunks: Buffer[] = [];
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('error', reject);
    socket.on('close', () => {
      const [headers = '', ...body] = Buffer.concat(chunks).toString('latin1').split('\r\n\r\n');
      resolve({ status: Number(headers.split(' ')[1] ?? 0), headers, body: body.join('\r\n\r\n') });
    });
  });
}
const ask = (
  context: { site: TestSite },
  path: string,
  { method = 'GET', host = 'letter.example.org', headers = '', body = '', version = '1.1' } = {},
) =>
  send(
    context,
    `${method} ${path} HTTP/${version}\r\nHost: ${host}\r\nConnection: close\r\n${headers}${
      body === '' ? '' : `Content-Length: ${Buffer.byteLength(body)}\r\n`
    }\r\n${body}`,
  );

async function newReader({ database }: { database: Database }, email: string) {
  await addSubscriber(database, 'weekly', { email }, 'test');
  const id = (await findSubscriber(database, email))?.subscriber.id ?? 0;
  const token = makeToken(readSecret('', testSecret), 'unsubscribe', { list: 'weekly', subscriberId: id });
  const state = async () => (await findSubscriber(database, email))?.subscriptions[0]?.state;
  return { path: `/unsubscribe/${token}`, state };
}

hostile('no name or address that a visitor writes into a header is in any answer', async (context) => {
  const headers =
    'X-Forwarded-Host: evil.example\r\nX-Forwarded-Proto: gopher\r\nForwarded: host=evil.example\r\n' +
    'X-Original-URL: /evil\r\nX-Rewrite-URL: /evil\r\nReferer: http://evil.example/\r\nOrigin: http://evil.example\r\n' +
    'Cookie: evil=1\r\nAccept-Language: evil\r\nX-HTTP-Method-Override: POST\r\n';
  for (const path of [
    '/',
    '/issues/002-fog',
    '/issues/',
    '/subscribe',
    '/feed.xml',
    '/nowhere',
    '/unsubscribe/x',
  ]) {
    const plain = await ask(context, path);
    const odd = await ask(context, path, { host: 'evil.example', headers });
    assert.not.match(odd.headers + odd.body, /evil|gopher/, path);
    assert.is(odd.body, plain.body, 'what a cache keeps for one is right for all');
    assert.is(odd.status, plain.status);
    assert.not.match(odd.headers, /^(set-cookie|access-control)/im);
  }
  const whole = await ask(context, 'http://evil.example/issues/002-fog');
  assert.is(whole.status, 301);
  assert.match(whole.headers, /^location: \/issues\/002-fog\/$/im);
});

hostile('no path leads out of the archive, or to another site', async (context) => {
  for (const path of [
    '//evil.example/',
    '//evil.example/issues/002-fog',
    '/%2fevil.example/issues/002-fog',
    '/issues/002-fog//',
    '/issues//002-fog',
    '/..%2f..%2fetc%2fpasswd',
    '/%2e%2e/%2e%2e/content/publication.md',
    '/issues/..%2f..%2fcontent%2fpublication.md',
    '/issues/..%5c..%5ccontent',
    '/content/publication.md',
    '/.tumen/secret',
    '/.tumen/tumen.db',
    '/.env',
    '/issues/002-fog%00',
    '/issues/002-fog/index.html%00.png',
    '/404.html',
    '/__proto__',
    '/constructor',
    '/issues/__proto__/',
    '/subscribe/',
    '/healthz/',
    '//metrics',
  ]) {
    const { status, headers } = await ask(context, path);
    assert.is(status, 404, path);
    assert.not.match(headers, /^location/im, path);
  }
});

hostile('letters that cannot be decoded are no fault, whatever the page and the method', async (context) => {
  for (const place of [
    '',
    'issues/',
    'unsubscribe/',
    'confirm/',
    'preferences/',
    'reader/',
    'r/',
    'o/',
    'hooks/',
  ]) {
    for (const letters of [
      '%',
      '%ff',
      '%E0%A4%A',
      '%u0041',
      '%00',
      '%2e%2e%2f',
      encodeURIComponent('주간/목록'),
    ]) {
      for (const method of ['GET', 'POST', 'HEAD']) {
        const { status } = await ask(context, `/${place}${letters}`, {
          method,
          ...(method === 'POST' ? { headers: 'Content-Length: 0\r\n' } : {}),
        });
        assert.ok([200, 404, 410].includes(status), `${method} ${place}${letters}: ${status}`);
      }
    }
  }
  for (const query of ['q=%', 'q=%ff', 'q=%00', 'q[]=x', 'q', '&&&=', `q=${'%F0%9F%98%80'.repeat(500)}`]) {
    const { status, headers } = await ask(context, `/issues/?${query}`);
    assert.is(status, 200, query);
    if (query.startsWith('q=')) assert.match(headers, /^cache-control: no-store$/im, query);
  }
});

hostile('what is looked for is shown as text', async (context) => {
  const { body } = await ask(context, `/issues/?q=${encodeURIComponent('"><script>alert(1)</script>{{x}}')}`);
  assert.not.match(body, '<script');
  assert.match(body, '&quot;&gt;&lt;script&gt;');
});

hostile('methods that nobody needs do nothing and break nothing', async (context) => {
  const reader = await newReader(context, 'methods@example.org');
  for (const method of ['PUT', 'DELETE', 'PATCH', 'TRACE', 'PROPFIND', 'SEARCH']) {
    for (const path of [
      '/',
      '/subscribe',
      reader.path,
      '/confirm/x',
      '/reader/x',
      '/healthz',
      '/metrics',
      '/feed.xml',
    ]) {
      const { status, headers, body } = await ask(context, path, { method });
      assert.is(status, 404, `${method} ${path}`);
      assert.match(headers, /^content-security-policy: default-src 'none'/im);
      assert.not.match(body, reader.path);
    }
  }
  for (const method of ['FOO', 'get', 'G<T'])
    assert.is((await ask(context, reader.path, { method })).status, 400, method);
  assert.is(await reader.state(), 'active');
});

hostile('two requests cannot hide in one', async (context) => {
  const reader = await newReader(context, 'hidden@example.org');
  const hidden = `POST ${reader.path} HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n`;
  const start = 'POST /subscribe HTTP/1.1\r\nHost: x\r\nConnection: close\r\n';
  for (const text of [
    `${start}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${hidden}`,
    `${start}Content-Length: 0\r\nContent-Length: ${hidden.length}\r\n\r\n${hidden}`,
    `${start}Content-Length: -1\r\n\r\n${hidden}`,
    `${start}Content-Length: 0x10\r\n\r\n${hidden}`,
    `${start}Transfer-Encoding: xchunked\r\n\r\n${hidden}`,
    `${start}Transfer-Encoding: chunked\r\n\r\n0\n\n${hidden}`,
    `${start}Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n${hidden}`,
    `GET / HTTP/1.1\nHost: x\n\n${hidden}`,
    `GET / HTTP/1.1\r\nHost: x\r\nX: a\r\n b: c\rGET /\r\n\r\n${hidden}`,
  ]) {
    assert.is((await send(context, text)).status, 400, JSON.stringify(text.slice(0, 120)));
    assert.is(await reader.state(), 'active');
  }
});

hostile(
  'who hangs up in the middle of a body is no fault of ours, and has changed nothing',
  async (context) => {
    const reader = await newReader(context, 'gone@example.org');
    for (const start of [
      `POST ${reader.path} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab`,
      'POST /subscribe HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nemail=a%40example.org',
      'POST /subscribe HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab',
    ]) {
      await new Promise<void>((resolve) => {
        const socket = connect(Number(new URL(context.site.url).port), '127.0.0.1', () =>
          socket.write(start, () => setTimeout(() => socket.resetAndDestroy(), 50)),
        );
        socket.on('close', () => resolve());
        socket.on('error', () => {});
      });
    }
    assert.is((await ask(context, '/')).status, 200);
    assert.is(await reader.state(), 'active');
  },
);

hostile('headers without end are refused, and the next visitor is served', async (context) => {
  const long = await ask(context, '/', { headers: `X: ${'y'.repeat(20_000)}\r\n` });
  const many = await ask(context, '/', {
    headers: Array.from({ length: 2_000 }, (_, index) => `X-${index}: ${'y'.repeat(8)}\r\n`).join(''),
  });
  assert.equal([long.status, many.status], [431, 431]);
  assert.is((await ask(context, `/${'x'.repeat(17_000)}`)).status, 431);
  assert.is((await ask(context, '/')).status, 200);
});

hostile('a request of HTTP/1.0, which names no host, is answered like any other', async (context) => {
  const reader = await newReader(context, 'old@example.org');
  assert.is((await send(context, 'GET / HTTP/1.0\r\n\r\n')).status, 200);
  const { status, headers } = await send(context, `POST ${reader.path} HTTP/1.0\r\n\r\n`);
  assert.is(status, 200);
  assert.match(headers, /^cache-control: no-store$/im);
  assert.is(await reader.state(), 'unsubscribed');
});

hostile('one click works with whatever body, or with one that cannot be read', async (context) => {
  const bodies: readonly (readonly [string, string])[] = [
    ['application/x-www-form-urlencoded', 'List-Unsubscribe=One-Click'],
    [
      'multipart/form-data; boundary=x',
      '--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n',
    ],
    ['multipart/form-data', 'List-Unsubscribe=One-Click'],
    ['multipart/form-data; boundary=x', '--x'],
    ['application/json', '{'],
    ['application/vnd.odd', '\0\0'],
    ['text/html; charset=utf-16', '<form>'],
  ];
  for (const [index, [type, body]] of bodies.entries()) {
    const reader = await newReader(context, `click${index}@example.org`);
    const { status } = await ask(context, reader.path, {
      method: 'POST',
      headers: `Content-Type: ${type}\r\n`,
      body,
    });
    assert.is(status, 200, type);
    assert.is(await reader.state(), 'unsubscribed', type);
  }
});

hostile('a form of any shape is a form without fields at worst', async (context) => {
  for (const [type, body] of [
    ['multipart/form-data', 'x'],
    ['multipart/form-data; boundary=', 'x'],
    [
      'multipart/form-data; boundary=b',
      '--b\r\nContent-Disposition: form-data; name="email"; filename="x"\r\n\r\na@example.org\r\n--b--',
    ],
    ['text/plain', 'email=a@example.org'],
    ['application/json', '{"email":"a@example.org"}'],
    ['application/x-www-form-urlencoded', 'email=%00%ff&list=weekly'],
    ['application/x-www-form-urlencoded', '__proto__=x&constructor=y&toString=z'],
    ['application/x-www-form-urlencoded', `email=${'x'.repeat(30_000)}`],
    ['application/x-www-form-urlencoded', 'list=weekly&'.repeat(2_500)],
    ['application/x-www-form-urlencoded', 'email=a%0d%0aBcc%3a%20b%40example.org&list=weekly'],
  ] as const) {
    const { status } = await ask(context, '/subscribe', {
      method: 'POST',
      headers: `Content-Type: ${type}\r\n`,
      body,
    });
    assert.is(status, 422, `${type} ${body.slice(0, 40)}`);
  }
  const letters = await context.database.kysely.selectFrom('letters').select('id').execute();
  assert.equal(letters, []);
});

hostile('a part of a file may be asked for, and the whole is the answer', async (context) => {
  const { status, headers } = await ask(context, '/feed.xml', {
    headers: 'Range: bytes=9-0,5-99999999999\r\n',
  });
  assert.is(status, 200);
  assert.not.match(headers, /^content-range/im);
  const tags = await ask(context, '/', { headers: `If-None-Match: ${'"x",'.repeat(2_000)}*\r\n` });
  assert.is(tags.status, 200);
});

hostile.run();
