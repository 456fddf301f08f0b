/** A publication in memory: the small one with some files changed, read, resolved and rendered as always, and checked. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { checkIssue, type Report } from '../../src/check/check.ts';
import { type CheckInput, contextOf } from '../../src/check/context.ts';
import type { Finding } from '../../src/check/finding.ts';
import { readMessage } from '../../src/check/mime.ts';
import type { Rule } from '../../src/check/rule.ts';
import { rules } from '../../src/check/rules.ts';
import { loadSpeller } from '../../src/check/speller.ts';
import type { LinkAnswer } from '../../src/links/answer.ts';
import { parseIssueFile, parseIssueName } from '../../src/publication/issue-file.ts';
import type { Newsroom } from '../../src/publication/newsroom.ts';
import { parsePublication } from '../../src/publication/publication.ts';
import { resolveIssue } from '../../src/publication/resolve-issue.ts';
import { parseSource } from '../../src/publication/source.ts';
import { parseStory } from '../../src/publication/story.ts';
import type { PreparedImage, Template } from '../../src/publication/types.ts';
import { render } from '../../src/render/render.ts';
import { repository, smallPublication } from '../temporary-publication.ts';

export type Files = Readonly<Record<string, string>>;

const ownTemplates = new Map(
  readdirSync(join(repository, 'templates'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.hbs'))
    .map((path) => [`templates/${path}`, readFileSync(join(repository, 'templates', path), 'utf8')]),
);

/** `text` of one of the small publication's files with `from` replaced, which must be there. */
export function changed(file: string, from: string, to: string): Files {
  const text = smallPublication[file] ?? ownTemplates.get(file);
  if (text?.includes(from) !== true) throw new Error(`${file} does not hold "${from}".`);
  return { [file]: text.replace(from, () => to) };
}

/** `file:line:column` of a text in a file of the small publication, as `files` change it. */
export function placeIn(files: Files, file: string, text: string): string {
  const whole = files[file] ?? ownTemplates.get(file) ?? '';
  const lines = whole.slice(0, whole.indexOf(text)).split('\n');
  return `${file}:${lines.length}:${(lines.at(-1) ?? '').length + 1}`;
}

const footer = 'templates/partials/footer.mjml.hbs';

/** The footer with more in its text, on a line of its own. */
export function footerWith(markup: string): Files {
  const text = ownTemplates.get(footer) as string;
  const end = text.lastIndexOf('</mj-text>');
  return { [footer]: `${text.slice(0, end)}${markup}\n${text.slice(end)}` };
}

/** `file:line` of what `footerWith` has put there. */
export function inFooter(markup: string): string {
  return placeIn(footerWith(markup), footer, markup).replace(/:\d+$/, '');
}

export function newsroomOf(changes: Files): Newsroom {
  const files = new Map(
    Object.entries({ ...Object.fromEntries(ownTemplates), ...smallPublication, ...changes }),
  );
  const under = (folder: string) => [...files].filter(([file]) => file.startsWith(folder)).sort();
  const stories = under('content/stories/').map(([file, text]) => parseStory(file, text));
  const sources = under('content/sources/').map(([file, text]) => parseSource(file, text));
  const issues = under('issues/').map(([file, text]) => parseIssueFile(file, text));
  return {
    root: '',
    publication: parsePublication(files.get('content/publication.md') as string),
    sources: new Map(sources.map((source) => [source.id, source])),
    stories: new Map(stories.map((story) => [story.id, story])),
    issues,
    issueFiles: issues.map(({ file }) => ({
      file,
      ...(parseIssueName(file) as { number: number; slug: string }),
    })),
    templates: under('templates/').map(
      ([file, text]): Template => ({ file, path: file.slice('templates/'.length), text }),
    ),
    imageNames: new Set(['ship.png']),
    problems: new Map(),
  };
}

/** The one file of content/images/, as it would have been prepared. */
const ship: PreparedImage = {
  src: 'ship.png',
  name: 'ship-0123abcd.png',
  contentType: 'image/png',
  width: 1152,
  height: 648,
  bytes: new Uint8Array(64),
};

/** What `checkIssue` gets for the latest issue. */
export async function inputOf(changes: Files, today = '2024-06-24'): Promise<CheckInput> {
  const newsroom = newsroomOf(changes);
  const issue = resolveIssue(newsroom, 'latest');
  const rendered = await render({
    issue,
    templates: newsroom.templates,
    images: new Map([[ship.src, ship]]),
  });
  return { newsroom, issue, rendered, today, speller: await loadSpeller(issue.publication.language) };
}

/** Checks the latest issue of the small publication with `changes`, on 24 June 2024. */
export async function check(
  changes: Files = {},
  today = '2024-06-24',
  answers: readonly LinkAnswer[] = [],
): Promise<Report> {
  const input = await inputOf(changes, today);
  if (answers.length === 0) return checkIssue(input);
  return checkIssue({ ...input, answers: new Map(answers.map((answer) => [answer.url, answer])) });
}

/** What one rule says of the issue when its message has been tampered with on the way. */
async function checkMessage(id: string, changes: Files, tamper: (raw: string) => string): Promise<Finding[]> {
  const context = contextOf(await inputOf(changes));
  const rule = rules.find((each) => each.id === id) as Rule;
  const message = readMessage(tamper(context.message.raw));
  const faults = [...rule.check({ ...context, message })];
  return faults.map((fault) => ({ severity: rule.severity, ...fault, rule: id }));
}

/** `file:line:column`, the folder of stories and the date of their names left out. */
export function placeOf({ file, line, column }: Finding): string {
  return [file.replace(/^content\/stories\/\d{4}-\d\d-\d\d-/, ''), line, column]
    .filter((part) => part !== undefined)
    .join(':');
}

export type Case = {
  readonly rule: string;
  readonly name: string;
  readonly files: Files;
  /** What the links have answered. */
  readonly answers?: readonly LinkAnswer[];
  /** Changes the composed message, one character an octet. */
  readonly message?: (raw: string) => string;
  /** Where the rule must speak, in order; empty where it must be silent. */
  readonly at: readonly string[];
  /** A part of what the first finding says. */
  readonly says?: string;
};

/** One test a case, and one that every rule of the family is tried both ways. */
export function testFamily(family: string, cases: readonly Case[]): void {
  for (const { rule, name, files, message, answers, at, says } of cases) {
    test(`${rule}: ${name}`, async () => {
      const findings =
        message === undefined
          ? (await check(files, '2024-06-24', answers)).findings
          : await checkMessage(rule, files, message);
      // What clients miss without harm is looked at apart.
      const found = findings.filter(
        (finding) => finding.rule === rule && (finding.severity !== 'notice' || !rule.startsWith('clients/')),
      );
      assert.equal(found.map(placeOf), at);
      if (says !== undefined) assert.ok(found[0]?.what.includes(says), found[0]?.what);
    });
  }
  test(`every rule of ${family} has a case that it catches and one that it leaves alone`, () => {
    const ids = rules.filter(({ id }) => id.startsWith(`${family}/`)).map(({ id }) => id as string);
    const caught = new Set(cases.filter(({ at }) => at.length > 0).map(({ rule }) => rule));
    const left = new Set(cases.filter(({ at }) => at.length === 0).map(({ rule }) => rule));
    assert.equal(
      ids.filter((id) => !caught.has(id)),
      [],
    );
    assert.equal(
      ids.filter((id) => !left.has(id)),
      [],
    );
    assert.equal(
      [...caught, ...left].filter((id) => !ids.includes(id)),
      [],
    );
  });
}
