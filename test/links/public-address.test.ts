import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { isPublicAddress } from '../../src/links/public-address.ts';

const allowed = [
  '1.1.1.1',
  '8.8.8.8',
  '172.15.255.255',
  '172.32.0.1',
  '198.17.0.1',
  '223.255.255.255',
  '2606:4700::1111',
  '2a00:1450::1',
];
const refused = [
  ['this network', '0.0.0.0'],
  ['private', '10.1.2.3'],
  ['private', '172.16.0.1'],
  ['private', '172.31.255.255'],
  ['private', '192.168.0.1'],
  ['shared', '100.64.0.1'],
  ['loopback', '127.0.0.1'],
  ['loopback', '127.255.255.254'],
  ['link-local, and the metadata of clouds', '169.254.169.254'],
  ['documentation', '192.0.2.1'],
  ['benchmarks', '198.18.0.1'],
  ['multicast', '224.0.0.1'],
  ['broadcast', '255.255.255.255'],
  ['unspecified', '::'],
  ['loopback', '::1'],
  ['mapped loopback', '::ffff:127.0.0.1'],
  ['mapped loopback in hex', '::ffff:7f00:1'],
  ['mapped public', '::ffff:8.8.8.8'],
  ['translated', '64:ff9b::7f00:1'],
  ['unique local', 'fd00::1'],
  ['link-local', 'fe80::1'],
  ['link-local with a zone', 'fe80::1%eth0'],
  ['multicast', 'ff02::1'],
  ['documentation', '2001:db8::1'],
  ['Teredo', '2001::1'],
  ['6to4 of a private address', '2002:0a00:0001::1'],
  ['no address', 'localhost'],
  ['nothing', ''],
] as const;

test('addresses of the public internet may be asked', () => {
  assert.equal(
    allowed.filter((address) => !isPublicAddress(address)),
    [],
  );
});

for (const [what, address] of refused) {
  test(`${what} may not: ${address || '(empty)'}`, () => {
    assert.is(isPublicAddress(address), false);
  });
}

test.run();
