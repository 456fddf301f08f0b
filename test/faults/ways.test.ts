import { test } from 'uvu';
import { stores } from '../database/stores.ts';
import { tryWay } from './try-way.ts';
import { ways } from './ways.ts';

for (const store of stores) {
  for (const way of ways) {
    test(`${store.name}: a server that ${way.name}: ${way.worst === 'none' ? 'everybody once' : 'nobody lost'}`, () =>
      tryWay(store, way, 200, 5, 12));
  }
}

test.run();
