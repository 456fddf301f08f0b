/** How far an issue has come: being written, without errors, locked, or sent. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Finding } from '../check/finding.ts';
import { readStatus } from '../delivery/status.ts';
import type { Newsroom } from '../publication/newsroom.ts';
import type { Findings } from './findings.ts';
import type { Proofs } from './proofs.ts';
import { type Desk, withDatabase } from './readers.ts';

export type IssueState = 'draft' | 'checked' | 'locked' | 'sent';

type IssueFile = Newsroom['issueFiles'][number];

/** Numbers of the issues of which at least one message was accepted. */
export async function sentIssues(desk: Desk): Promise<ReadonlySet<number>> {
  const status = await withDatabase(desk, (database) => readStatus(database));
  const sent = (status ?? []).filter(({ totals }) => totals.accepted > 0);
  return new Set(sent.map(({ mailing }) => mailing.issueNumber));
}

/** Only an issue that is neither sent nor locked is rendered and checked for its state. */
export async function stateOf(
  { number, file }: IssueFile,
  sent: ReadonlySet<number>,
  { proofs, findings, today }: { proofs: Proofs; findings: Findings; today: string },
): Promise<IssueState> {
  if (sent.has(number)) return 'sent';
  const newsroom = proofs.newsroom();
  if (existsSync(join(newsroom.root, file.replace(/\.md$/, '.lock.json')))) return 'locked';
  const { pull, problems } = await proofs.proof(file);
  if (pull === null || problems.length > 0) return 'draft';
  const found: readonly Finding[] = await findings.of(pull, newsroom, today);
  return found.some(({ severity }) => severity === 'error') ? 'draft' : 'checked';
}
