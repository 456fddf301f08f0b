import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { networkOf, readProxies } from '../../src/site/client.ts';

test('a network is what one customer of a provider has', () => {
  assert.is(networkOf('192.0.2.77'), '192.0.2');
  assert.is(networkOf('2001:db8:1:2:3:4:5:6'), '2001:db8:1');
  assert.is(networkOf('2001:0DB8:0001::6'), '2001:db8:1');
  assert.is(networkOf('2001:db8::1'), '2001:db8:0');
  assert.is(networkOf('::1'), '0:0:0');
});

test('proxies are addresses and networks; anything else is refused by name', () => {
  const proxies = readProxies(['10.0.0.0/8', '2001:db8::5']);
  assert.ok(proxies.check('127.0.0.1') && proxies.check('10.1.2.3') && proxies.check('2001:db8::5', 'ipv6'));
  assert.not(proxies.check('192.0.2.1'));
  assert.throws(() => readProxies(['proxy.example.org']), '"proxy.example.org" is no address of a proxy');
  for (const wrong of ['10.0.0.0/33', '10.0.0.0/x', '10.0.0.0/', '2001:db8::/129'])
    assert.throws(() => readProxies([wrong]), `"${wrong}" is no address of a proxy`);
});

test.run();
