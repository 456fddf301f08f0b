/** `tumen render`: writes issues as HTML, plain text and, on wish, as a complete message. */
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import type { Argv } from 'yargs';
import { issueName } from '../publication/issue-name.ts';
import { readLock } from '../publication/lock.ts';
import { readNewsroom } from '../publication/newsroom.ts';
import { fill, parseMergeTemplate } from '../render/personalise.ts';
import { gmailLimitBytes } from '../render/sizes.ts';
import { type Table, writeTable } from '../terminal/table.ts';
import { contentOf, senderOf } from './edition.ts';
import { type RenderedIssue, renderIssues } from './render-issues.ts';
import { sampleAddressee, sampleReader } from './sample-reader.ts';

export function build(command: Argv): Argv {
  return command
    .positional('issue', { type: 'string', describe: 'number, slug or "latest"', default: 'latest' })
    .option('out', { type: 'string', describe: 'folder to write to', defaultDescription: 'out' })
    .option('all', { type: 'boolean', describe: 'every issue' })
    .option('eml', { type: 'boolean', describe: 'also the whole message, as a sample reader gets it' })
    .option('verify', {
      type: 'boolean',
      describe: 'write nothing; prove that the bytes are the same elsewhere, and those that were sent',
    })
    .option('sizes', { type: 'boolean', describe: 'also say how many bytes each story weighs' })
    .conflicts('verify', 'out')
    .example('$0 render', 'out/003-….html and out/003-….txt of the latest issue')
    .example('$0 render 2 --eml --out /tmp/proof', 'with the message, into another folder');
}

type Options = {
  issue: string;
  out?: string;
  all?: boolean;
  eml?: boolean;
  verify?: boolean;
  sizes?: boolean;
};

export async function run(options: Options): Promise<void> {
  const newsroom = await readNewsroom(process.cwd());
  const refs =
    options.all === true ? newsroom.issueFiles.map(({ number }) => String(number)) : [options.issue];
  const rendered = await renderIssues(newsroom, refs);

  // Everything is made before the first file is written, so that a fault leaves no half of an issue behind.
  const files = new Map<string, string | Uint8Array>();
  for (const each of rendered)
    for (const [name, content] of await filesOf(each, options.eml === true || options.verify === true))
      files.set(name, content);
  if (options.verify === true) {
    const { verifyRender } = await import('./verify-render.ts');
    await verifyRender(
      rendered.map(({ issue }) => String(issue.number)),
      files,
    );
    for (const { issue } of rendered) {
      const sent =
        (await readLock(newsroom.root, issue)) === null ? 'not sent yet' : 'the bytes that were sent';
      process.stdout.write(
        `${issueName(issue)}: the same bytes in another process, time zone and language; ${sent}.\n`,
      );
    }
    return;
  }
  const out = resolve(options.out ?? 'out');
  for (const [name, content] of files) await replaceFile(join(out, name), content);
  for (const name of files.keys()) process.stdout.write(`${relative(process.cwd(), join(out, name))}\n`);
  for (const each of rendered) {
    process.stdout.write(describeSizes(each));
    if (options.sizes === true) writeTable(process.stdout, storyTable(each));
  }
}

/** `002-pyongyang: HTML 42 kB of the 104 kB that Gmail shows, text 14 kB.` */
function describeSizes({ issue, rendered: { sizes } }: RenderedIssue): string {
  const cut =
    sizes.gmailCutsAt === null
      ? ''
      : ` Gmail would cut it at ${sizes.gmailCutsAt.file}:${sizes.gmailCutsAt.line}; everything below is lost there.`;
  return `${issueName(issue)}: HTML ${kilobytes(sizes.htmlBytes)} of the ${kilobytes(gmailLimitBytes)} that Gmail shows, text ${kilobytes(sizes.textBytes)}.${cut}\n`;
}

function storyTable({ rendered: { sizes } }: RenderedIssue): Table {
  const rows = [...sizes.bytesPerStory].map(([story, bytes]) => [story, bytes.toLocaleString('en')]);
  return { columns: [{ title: 'story' }, { title: 'bytes of HTML', align: 'right' }], rows };
}

function kilobytes(bytes: number): string {
  return `${Math.ceil(bytes / 1000)} kB`;
}

/** Merge fields hold a reader of whom nothing is known but the address: every fallback is seen. */
async function filesOf(
  { issue, images, rendered }: RenderedIssue,
  withMessage: boolean,
): Promise<Map<string, string | Uint8Array>> {
  const name = issueName(issue);
  const values = sampleReader(issue.publication);
  const files = new Map<string, string | Uint8Array>([
    [`${name}.html`, fill(parseMergeTemplate(rendered.html), values, 'html')],
    [`${name}.txt`, fill(parseMergeTemplate(rendered.text), values, 'text')],
  ]);
  if (issue.publication.images === 'linked') {
    for (const image of images.values()) files.set(`images/${image.name}`, image.bytes);
  }
  if (withMessage) {
    const { composeMessage, prepareMessages } = await import('../delivery/message.ts');
    const template = prepareMessages(contentOf(rendered), senderOf(issue));
    // Noon of the day of publication: the same issue gives the same bytes.
    const message = composeMessage(template, sampleAddressee(issue), new Date(`${issue.date}T12:00:00Z`));
    files.set(`${name}.eml`, Buffer.concat(message.chunks));
  }
  return files;
}

async function replaceFile(path: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const draft = `${path}.tmp`;
  try {
    await writeFile(draft, content);
    await rename(draft, path);
  } finally {
    await rm(draft, { force: true });
  }
}
