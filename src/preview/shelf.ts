/** What the shelf shows of every issue. */
import type { Findings } from './findings.ts';
import { type IssueState, sentIssues, stateOf } from './issue-state.ts';
import type { Proofs } from './proofs.ts';
import type { Desk } from './readers.ts';

export type ShelvedIssue = {
  readonly number: number;
  /** Its slug where the file cannot be read. */
  readonly title: string;
  /** `YYYY-MM-DD`; null where the file cannot be read. */
  readonly date: string | null;
  readonly state: IssueState;
  readonly stories: number;
  readonly sources: number;
};

/** The newest first. */
export async function readShelf(
  desk: Desk,
  room: { proofs: Proofs; findings: Findings; today: string },
): Promise<readonly ShelvedIssue[]> {
  const sent = await sentIssues(desk);
  const { issueFiles, issues, stories } = room.proofs.newsroom();
  const shelved = issueFiles.toReversed().map(async (issueFile): Promise<ShelvedIssue> => {
    const issue = issues.find(({ file }) => file === issueFile.file);
    const ids =
      issue === undefined ? [] : [issue.lead, ...issue.sections.flatMap((section) => section.stories)];
    const cited = ids.flatMap((id) => stories.get(id)?.citations.map(({ sourceId }) => sourceId) ?? []);
    return {
      number: issueFile.number,
      title: issue?.subject ?? issueFile.slug,
      date: issue?.date ?? null,
      state: await stateOf(issueFile, sent, room),
      stories: new Set(ids).size,
      sources: new Set(cited).size,
    };
  });
  return Promise.all(shelved);
}
