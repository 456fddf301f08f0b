import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { posted } from './mailbox.ts';
import { openTestSite, type TestSite } from './running-site.ts';

const health = suite<{ site: TestSite }>('health and metrics');

health.before(async (context) => {
  context.site = await openTestSite();
});
health.after(async ({ site }) => {
  await site.close();
});

health('a healthy service says so', async ({ site }) => {
  const answer = await site.ask('healthz');
  assert.is(answer.status, 200);
  assert.equal(await answer.json(), { status: 'ok' });
});

health(
  'requests, their time and letters are counted; no token, address or path is among them',
  async ({ site }) => {
    await site.text('');
    await site.text('unsubscribe/secret-token');
    await site.text('subscribe', posted({ email: 'ada@example.org', list: 'weekly' }));
    await site.settled();
    const metrics = await site.text('metrics');
    assert.match(metrics, '# TYPE tumen_requests_total counter\n');
    assert.match(metrics, 'tumen_requests_total{page="unsubscribe",status="200"} 1\n');
    assert.match(metrics, 'tumen_letters_total{outcome="accepted"} 1\n');
    assert.match(metrics, /\ntumen_request_seconds_count \d+\n/);
    assert.match(metrics, '\ntumen_letters_waiting 0\n');
    assert.not.match(metrics, /secret-token|ada@|203\.0/);
    for (const line of metrics.trimEnd().split('\n')) {
      assert.match(line, /^(# TYPE [a-z_]+ (counter|gauge|histogram)|[a-z_]+(\{[^}]*\})? [0-9.]+)$/);
    }
  },
);

health('metrics are for the operator’s own network', async ({ site }) => {
  const ask = async (address: string) =>
    (await site.ask('metrics', { headers: { 'x-forwarded-for': address } })).status;
  assert.is(await ask('203.0.113.7'), 404);
  assert.is(await ask('10.0.0.7, 203.0.113.7'), 404, 'what the client wrote before the proxy means nothing');
  assert.is(await ask('203.0.113.7:4711'), 404, 'some web servers write the port as well');
  assert.is(await ask('[2001:db8::7]:4711'), 404);
  assert.is(await ask('192.168.1.5'), 200);
  assert.is(await ask('192.168.1.5:4711'), 200);
});

health.run();
