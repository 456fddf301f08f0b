import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Finding } from '../../src/check/finding.ts';
import { isCausedBy, openFindings } from '../../src/preview/findings.ts';
import { openProofs } from '../../src/preview/proofs.ts';
import { copyNewsroom } from './newsroom-copy.ts';

const finding = (client: string): Finding => ({
  file: 'a.md',
  line: 1,
  what: 'x',
  remedy: 'y',
  rule: 'clients/css',
  severity: 'notice',
  clients: [{ client, name: client, share: null }],
});

test('a finding belongs to the view of the client that causes it', () => {
  assert.ok(isCausedBy(finding('gmail.desktop-webmail'), 'gmail'));
  assert.ok(isCausedBy(finding('outlook.windows'), 'outlook-classic'));
  assert.not.ok(isCausedBy(finding('outlook.windows'), 'outlook-com'));
  assert.not.ok(isCausedBy(finding('gmail.ios'), 'written'));
  assert.not.ok(isCausedBy({ ...finding('gmail.ios'), clients: [] }, 'gmail'));
});

test('an issue is checked once a rendering', async () => {
  const copy = await copyNewsroom();
  const file = 'issues/002-twenty-four-years.md';
  await copy.write(file, `${await copy.read(file)}\nSomething is still TK here.\n`);
  const proofs = await openProofs(copy.root, () => undefined);
  const { pull } = await proofs.proof('2');
  if (pull === null) return assert.unreachable('issue 2 renders');
  const findings = openFindings();
  const found = await findings.of(pull, proofs.newsroom(), '2024-06-22');
  assert.ok(found.some((each) => each.file === file && each.severity === 'error'));
  assert.is(await findings.of(pull, proofs.newsroom(), '2024-06-22'), found);
  await copy.remove();
});

test.run();
