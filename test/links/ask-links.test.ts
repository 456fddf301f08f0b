import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type AskOptions, askLink, usualOptions } from '../../src/links/ask-link.ts';
import { askLinks } from '../../src/links/ask-links.ts';

const asked: string[] = [];
const elsewhere: string[] = [];

function serve(
  host: string,
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<Server> {
  const server = createServer(answer);
  return new Promise((resolve) => server.listen(0, host, () => resolve(server)));
}
const portOf = (server: Server): number => (server.address() as AddressInfo).port;

/** A second machine, as far as addresses go, that must never be asked. */
const secret = await serve('127.0.0.2', (request, response) => {
  elsewhere.push(request.url ?? '');
  response.end('secret');
});
const pages: Readonly<Record<string, (response: ServerResponse) => void>> = {
  '/page': (response) =>
    response.setHeader('content-type', 'text/html').end('<html><title>A ship\n &amp; a crane</title>'),
  '/plain': (response) =>
    response.setHeader('content-type', 'application/pdf').end('<title>no title</title>'),
  '/gone': (response) => response.writeHead(404).end(),
  '/moved': (response) => response.writeHead(301, { location: '/page' }).end(),
  '/round': (response) => response.writeHead(302, { location: '/round' }).end(),
  '/inside': (response) =>
    response.writeHead(302, { location: `http://127.0.0.2:${portOf(secret)}/keys` }).end(),
  '/file': (response) => response.writeHead(302, { location: 'file:///etc/passwd' }).end(),
  '/nonsense': (response) => response.writeHead(302, { location: 'http://[' }).end(),
  '/silent': () => {},
  '/endless': (response) => {
    response.setHeader('content-type', 'text/html').write('<title>Endless</title>');
    const more = setInterval(() => response.write('x'.repeat(64 * 1024)), 1);
    response.on('close', () => clearInterval(more));
  },
};
const server = await serve('127.0.0.1', (request, response) => {
  asked.push(request.url ?? '');
  (pages[request.url ?? ''] ?? ((other: ServerResponse) => other.end()))(response);
});
const at = (path: string): string => `http://127.0.0.1:${portOf(server)}${path}`;
const options: AskOptions = {
  timeoutMs: 2000,
  isAllowed: (address) => address === '127.0.0.1',
  nowMs: () => 1_000_000,
};
const ask = (path: string, changes: Partial<AskOptions> = {}) =>
  askLink(at(path), { ...options, ...changes });

test('a page answers with its status, title and time', async () => {
  const answer = await ask('/page');
  assert.equal(
    { ...answer, tookMs: 0 },
    {
      kind: 'answered',
      url: at('/page'),
      status: 200,
      redirects: [],
      title: 'A ship & a crane',
      tookMs: 0,
      at: 1_000_000,
    },
  );
  assert.ok(answer.tookMs < 2000);
});

test('what is no page has no title, and what is gone says so', async () => {
  const [plain, gone] = [await ask('/plain'), await ask('/gone')];
  assert.is(plain.kind === 'answered' && plain.title, null);
  assert.is(gone.kind === 'answered' && gone.status, 404);
});

test('redirects are followed and told, but not for ever', async () => {
  const moved = await ask('/moved');
  assert.equal(moved.redirects, [{ status: 301, to: at('/page') }]);
  assert.is(moved.kind === 'answered' && moved.title, 'A ship & a crane');
  asked.length = 0;
  const round = await ask('/round');
  assert.is(round.kind === 'failed' && round.what, 'It points on more than 5 times.');
  assert.is(asked.length, 6);
});

test('loopback is refused before anything is sent, by address and by name', async () => {
  asked.length = 0;
  for (const url of [
    at('/page'),
    at('/page').replace('127.0.0.1', 'localhost'),
    `http://127.1:${portOf(server)}/`,
    `http://0x7f000001:${portOf(server)}/`,
    `http://[::ffff:127.0.0.1]:${portOf(server)}/`,
  ]) {
    const answer = await askLink(url, { ...usualOptions, timeoutMs: 2000 });
    assert.is(answer.kind === 'failed' && answer.reason, 'refused', url);
  }
  assert.equal(asked, []);
});

test('a redirect to an address that is not allowed is refused, and not asked', async () => {
  const answer = await ask('/inside');
  assert.is(answer.kind === 'failed' && answer.reason, 'refused');
  assert.match(answer.kind === 'failed' ? answer.what : '', '127.0.0.2, which is not on the public internet');
  assert.equal(elsewhere, []);
});

test('a redirect out of the web, or to nonsense, is no page', async () => {
  const [file, nonsense] = [await ask('/file'), await ask('/nonsense')];
  assert.is(file.kind === 'failed' && file.reason, 'refused');
  assert.is(nonsense.kind === 'failed' && nonsense.reason, 'broken');
});

test('one address of a name that is not allowed refuses the name', async () => {
  const judged: string[] = [];
  const answer = await askLink(at('/page').replace('127.0.0.1', 'localhost'), {
    ...options,
    isAllowed: (address) => {
      judged.push(address);
      return false;
    },
  });
  assert.is(answer.kind === 'failed' && answer.reason, 'refused');
  assert.ok(judged.length >= 1);
});

test('an address is judged once a request, so that it cannot change in between', async () => {
  const judged: string[] = [];
  await ask('/moved', { isAllowed: (address) => judged.push(address) > 0 });
  assert.equal(judged, ['127.0.0.1', '127.0.0.1']);
});

test('silence is bounded in time, and an endless page in size', async () => {
  const started = performance.now();
  const [silent, endless] = await Promise.all([ask('/silent', { timeoutMs: 300 }), ask('/endless')]);
  assert.is(silent.kind === 'failed' && silent.what, 'No answer came in 0.3 seconds.');
  assert.is(endless.kind === 'answered' && endless.title, 'Endless');
  assert.ok(performance.now() - started < 2000);
});

test('a closed port and a password in the address are told', async () => {
  const closed = await askLink('http://127.0.0.1:1/', options);
  assert.is(closed.kind === 'failed' && closed.reason, 'broken');
  const password = await askLink(at('/page').replace('//', '//user:secret@'), options);
  assert.is(password.kind === 'failed' && password.reason, 'refused');
});

test('answers are kept, a good one for a day, and asked again after it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tumen-links-'));
  const cacheFile = join(folder, '.tumen', 'links.json');
  const urls = [at('/page'), at('/gone'), at('/page')];
  const run = async (nowMs: number): Promise<string[]> => {
    asked.length = 0;
    const answers = await askLinks(urls, { cacheFile, ask: { ...options, nowMs: () => nowMs } });
    assert.equal([...answers.keys()].sort(), [at('/gone'), at('/page')]);
    return [...asked];
  };
  const hourMs = 60 * 60 * 1000;
  assert.equal(await run(0), ['/page', '/gone']);
  assert.equal(await run(hourMs - 1), []);
  assert.equal(await run(hourMs), ['/gone']);
  assert.equal(await run(24 * hourMs), ['/page', '/gone']);
  await writeFile(cacheFile, '[{"kind":"answered"}]');
  assert.equal(await run(24 * hourMs + 1), ['/page', '/gone']);
  assert.ok(JSON.parse(await readFile(cacheFile, 'utf8')).length > 0);
  await rm(folder, { recursive: true });
});

test.after(() => {
  for (const each of [server, secret]) {
    each.closeAllConnections();
    each.close();
  }
});
test.run();
