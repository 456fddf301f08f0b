import { test } from 'uvu';
import { hasSmtpSink } from '../delivery/smtp-sink.ts';
import { sinkWays, trySinkWay } from './sink-ways.ts';

if (!hasSmtpSink)
  process.stdout.write('note: smtp-sink is missing; its ways of misbehaving were not tried.\n');
const when = hasSmtpSink ? test : test.skip;

for (const way of sinkWays) when(`an smtp-sink that ${way.name}`, () => trySinkWay(way, 200));

test.run();
