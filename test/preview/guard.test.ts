import { request } from 'node:http';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type RunningPreview, startPreview } from '../../src/preview/server.ts';
import { copyNewsroom, type NewsroomCopy } from './newsroom-copy.ts';

type Asked = { method?: string; path?: string; headers?: Record<string, string> };
type Answer = { status: number; headers: Record<string, unknown>; body: string };

const guard = suite<{
  newsroom: NewsroomCopy;
  preview: RunningPreview;
  ask: (asked: Asked) => Promise<Answer>;
}>('guard');

guard.before(async (context) => {
  context.newsroom = await copyNewsroom();
  context.preview = await startPreview({ root: context.newsroom.root, issue: '2', port: 0 });
  const { port } = new URL(context.preview.url);
  // Not fetch(): it lets nobody lie about Host and Origin.
  context.ask = ({ method = 'GET', path = '/issues/2', headers = {} }) =>
    new Promise((resolve, reject) => {
      const asking = request({ host: '127.0.0.1', port, method, path, headers }, (answer) => {
        let body = '';
        answer.setEncoding('utf8').on('data', (piece) => {
          body += piece;
        });
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body }));
      });
      asking.on('error', reject).end();
    });
});
guard.after(async ({ preview, newsroom }) => {
  await preview.close();
  await newsroom.remove();
});

guard('the page is there under its own address', async ({ ask, preview }) => {
  const { host } = new URL(preview.url);
  assert.is((await ask({})).status, 200);
  assert.is((await ask({ headers: { host } })).status, 200);
  assert.is((await ask({ headers: { host: host.replace('127.0.0.1', 'localhost') } })).status, 200);
  assert.is((await ask({ headers: { host, origin: `http://${host}` } })).status, 200);
});

guard('another name that leads to this machine is refused', async ({ ask, preview }) => {
  const { port } = new URL(preview.url);
  for (const host of [
    `evil.example.org:${port}`,
    'evil.example.org',
    '127.0.0.1',
    '127.0.0.1:1',
    `127.0.0.1.evil.example.org:${port}`,
  ]) {
    const answer = await ask({ headers: { host } });
    assert.ok([400, 403].includes(answer.status), `${host}: ${answer.status}`);
    assert.not.match(answer.body, /Dispatch/);
  }
});

guard('a request that another site made is refused', async ({ ask }) => {
  for (const origin of ['https://evil.example.org', 'null', 'http://127.0.0.1:1']) {
    const answer = await ask({ headers: { origin } });
    assert.is(answer.status, 403, origin);
    assert.not.match(answer.body, /Dispatch/);
  }
});

guard('nothing acts without the token that only the page knows', async ({ ask }) => {
  for (const headers of [{}, { 'x-tumen-token': 'guess' }, { 'x-tumen-token': 'A'.repeat(22) }]) {
    for (const method of ['POST', 'PUT', 'DELETE']) assert.is((await ask({ method, headers })).status, 403);
  }
  const token = /name="token" content="([^"]+)"/.exec((await ask({})).body)?.[1] ?? '';
  assert.is(token.length, 22);
  assert.is(
    (await ask({ method: 'POST', headers: { 'x-tumen-token': token } })).status,
    404,
    'let through, to nothing',
  );
});

guard('what stands in the frame may run nothing and load nothing but pictures', async ({ ask }) => {
  for (const path of ['/frame', '/issues/2/stage']) {
    const policy = String((await ask({ path })).headers['content-security-policy']);
    assert.match(policy, /^sandbox allow-same-origin; default-src 'none';/);
    assert.not.match(policy, /script/);
  }
});

guard('the page itself runs its own modules alone and cannot be framed', async ({ ask }) => {
  const { headers } = await ask({});
  const policy = String(headers['content-security-policy']);
  assert.match(policy, /script-src 'self'/);
  assert.match(policy, /frame-ancestors 'none'/);
  assert.not.match(policy, /unsafe/);
  assert.is(headers['x-content-type-options'], 'nosniff');
});

guard('no path leads out of the folders that are served', async ({ ask }) => {
  for (const path of [
    '/page/..%2fserver.ts',
    '/page/../server.ts',
    '/images/..%2f..%2fcontent%2fpublication.md',
    '/page/tsconfig.json',
  ])
    assert.is((await ask({ path })).status, 404, path);
});

guard.run();
