import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { eachOfMaildir } from '../../src/bounces/maildir.ts';
import { largestReportBytes } from '../../src/bounces/report.ts';
import { withFolder } from '../database/temporary-store.ts';

test('a Maildir is read once: what was new is moved', () =>
  withFolder(async (folder) => {
    for (const name of ['new', 'cur', 'tmp']) mkdirSync(join(folder, name));
    writeFileSync(join(folder, 'new', '2.host'), 'two');
    writeFileSync(join(folder, 'new', '1.host'), 'one');
    const read: string[] = [];
    const look = async (raw: Uint8Array) => {
      read.push(Buffer.from(raw).toString());
    };
    await eachOfMaildir(folder, look);
    await eachOfMaildir(folder, look);
    assert.equal(read, ['one', 'two']);
    assert.equal(readdirSync(join(folder, 'cur')).sort(), ['1.host:2,S', '2.host:2,S']);
    try {
      await eachOfMaildir(join(folder, 'cur'), look);
      assert.unreachable('it was read');
    } catch (error) {
      assert.match((error as Error).message, /is no Maildir: it has no folders "new" and "cur"/);
    }
  }));

test('a file that another process has taken is left to it; one that could not be settled stays new', () =>
  withFolder(async (folder) => {
    for (const name of ['new', 'cur', 'tmp']) mkdirSync(join(folder, name));
    for (const name of ['1', '2', '3', '4']) writeFileSync(join(folder, 'new', name), name);
    const read: string[] = [];
    const work = eachOfMaildir(folder, async (raw) => {
      const text = Buffer.from(raw).toString();
      if (text === '1') rmSync(join(folder, 'new/1'));
      if (text === '1') rmSync(join(folder, 'new/2'));
      if (text === '4') throw new Error('the disk is full');
      read.push(text);
    });
    await work.then(
      () => assert.unreachable('it went on'),
      (error: Error) => assert.is(error.message, 'the disk is full'),
    );
    assert.equal(read, ['1', '3']);
    assert.equal(readdirSync(join(folder, 'new')), ['4']);
    assert.equal(readdirSync(join(folder, 'cur')), ['3:2,S']);
  }));

test('of a file that is larger than any report the beginning is read', () =>
  withFolder(async (folder) => {
    for (const name of ['new', 'cur', 'tmp']) mkdirSync(join(folder, name));
    writeFileSync(join(folder, 'new', '1'), Buffer.alloc(largestReportBytes + 1_000_000, 'x'));
    writeFileSync(join(folder, 'new', '2'), '');
    const read: number[] = [];
    await eachOfMaildir(folder, async (raw) => void read.push(raw.length));
    assert.equal(read, [largestReportBytes, 0]);
  }));

test.run();
